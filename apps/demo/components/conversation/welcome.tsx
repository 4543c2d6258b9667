'use client'

import { Logo } from '@/components/site/logo.tsx'
import { useStrings } from '@/components/site/preferences.tsx'

/** What an empty conversation begins with. */
export function Welcome({ onAsk }: { onAsk: (question: string) => void }) {
  const { welcome, welcomeHint, suggestions } = useStrings()
  return (
    <section className="welcome">
      <Logo size={44} />
      <h2>{welcome}</h2>
      <p>{welcomeHint}</p>
      <ul>
        {suggestions.map(({ label, question }) => (
          <li key={question}>
            <button type="button" onClick={() => onAsk(question)}>
              <strong className="welcome-label">{label}</strong>
              <span className="welcome-question">{question}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
