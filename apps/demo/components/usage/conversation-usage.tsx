'use client'

import { useChat } from '@sluice/react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { useCostText } from '@/hooks/use-cost-text.ts'
import { languageTag } from '@/lib/locale.ts'
import { Facts } from './facts.tsx'

/** What all answers of a conversation took, those that gave way to another one included. */
export function ConversationUsage({ chatId }: { chatId: string }) {
  const { usage: words } = useStrings()
  const { locale } = usePreferences()
  const { cost, usage } = useChat({ id: chatId })
  const costText = useCostText()
  const number = (value: number) => value.toLocaleString(languageTag[locale])
  const { inputTokens, outputTokens, cachedInputTokens: cached = 0, reasoningTokens: reasoning = 0 } = usage ?? {}
  return (
    <section className="usage-part" aria-labelledby="usage-conversation">
      <h3 id="usage-conversation">{words.conversation}</h3>
      <p className="usage-amount" data-empty={cost === undefined}>
        {cost === undefined ? words.noCost : costText.cost(cost)}
      </p>
      <Facts
        facts={[
          inputTokens !== undefined && [words.tokensIn, number(inputTokens)],
          cached > 0 && [words.cached, number(cached)],
          outputTokens !== undefined && [words.tokensOut, number(outputTokens)],
          reasoning > 0 && [words.reasoning, number(reasoning)],
        ]}
      />
    </section>
  )
}
