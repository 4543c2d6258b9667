'use client'

import type { UIMessage } from '@sluice/core/ui'
import { type MessageFacts, messageFacts } from '@sluice/react'
import { useId, useState } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { useCostText } from '@/hooks/use-cost-text.ts'
import { languageTag } from '@/lib/locale.ts'
import { useModelLabel } from './models-context.tsx'

/** What an answer took, in a line; all of it for those who hover or press. */
export function Figures({ message }: { message: UIMessage }) {
  const strings = useStrings()
  const [isOpen, setOpen] = useState(false)
  const panel = useId()
  const told = messageFacts(message)
  const label = useModelLabel(told.model)
  const { short, details } = useFigures(told, label)
  const line = label === undefined ? short : [label, ...short]
  return (
    <>
      <p className="figures">
        <span>{strings.aiGenerated}</span>
        {line.length > 0 && (
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={panel}
            title={details.map((detail) => detail.join(': ')).join('\n')}
            onClick={() => setOpen(!isOpen)}
          >
            {line.map((figure) => (
              <span key={figure}>{figure}</span>
            ))}
          </button>
        )}
      </p>
      <dl id={panel} className="details" hidden={!isOpen} aria-label={strings.facts.title}>
        {isOpen &&
          details.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}

type Detail = readonly [name: string, value: string]

function useFigures(told: MessageFacts, label: string | undefined): { short: string[]; details: Detail[] } {
  const strings = useStrings()
  const { locale } = usePreferences()
  const { facts } = strings
  const costText = useCostText()
  const { usage, durationMs = 0, timeToFirstTokenMs: firstMs, attempts = 1, provider, requestId } = told
  const number = (value: number, digits = 0) =>
    value.toLocaleString(languageTag[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const seconds = (ms: number) => number(ms / 1_000, 1)
  // What came all at once has no speed.
  const speed = durationMs - (firstMs ?? 0) < 100 ? undefined : told.tokensPerSecond
  const { cachedInputTokens: cached = 0, reasoningTokens: reasoning = 0 } = usage ?? {}
  const cost = told.cost && costText.cost(told.cost)
  const about = usage?.estimated ? '≈ ' : ''
  const guessed = usage?.estimated ? strings.estimated : (value: string) => value

  const short = [
    usage && about + strings.tokens(number(usage.inputTokens + usage.outputTokens)),
    Boolean(cost) && about + cost,
    firstMs !== undefined && strings.firstWord(seconds(firstMs)),
    speed !== undefined && strings.speed(number(speed)),
    attempts > 1 && strings.attempts(number(attempts)),
  ]
  const details = [
    label !== undefined && ([facts.model, label] as const),
    provider !== undefined && ([facts.provider, provider] as const),
    cost && ([facts.cost, guessed(cost)] as const),
    usage && ([facts.input, guessed(number(usage.inputTokens))] as const),
    cached > 0 && ([facts.cached, number(cached)] as const),
    usage && ([facts.output, guessed(number(usage.outputTokens))] as const),
    reasoning > 0 && ([facts.reasoning, number(reasoning)] as const),
    firstMs !== undefined && ([facts.firstWord, strings.seconds(seconds(firstMs))] as const),
    speed !== undefined && ([facts.speed, strings.speed(number(speed))] as const),
    durationMs > 0 && ([facts.duration, strings.seconds(seconds(durationMs))] as const),
    told.attempts !== undefined && ([facts.attempts, number(attempts)] as const),
    requestId !== undefined && ([facts.request, requestId] as const),
  ]
  return { short: short.filter(isGiven), details: details.filter(isGiven) }
}

function isGiven<Value>(value: Value | false | '' | undefined): value is Value {
  return value !== false && value !== '' && value !== undefined
}
