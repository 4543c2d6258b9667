import { useStrings } from '@/components/site/preferences.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { highlight } from '@/lib/browser/highlight.ts'

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const { copyCode } = useStrings()
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language || 'text'}</span>
        <CopyButton text={() => code} label={copyCode} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard as well */}
      <pre tabIndex={0}>
        <code translate="no">
          {highlight(code, language).map(({ text, kind }, index) =>
            kind === undefined ? (
              text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the tokens have no other identity
              <span key={index} data-kind={kind}>
                {text}
              </span>
            ),
          )}
        </code>
      </pre>
    </figure>
  )
}
