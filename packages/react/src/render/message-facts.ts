import type { Cost, Usage } from '@sluice/core'
import type { SluiceMetadata } from '@sluice/core/ui'
import type { AnyUIMessage } from '../store/chat-options.ts'
import { meteredBy } from '../usage/metered.ts'

type Told = 'provider' | 'model' | 'attempts' | 'finishReason' | 'requestId' | 'durationMs'

/** What is known of how an answer came about; a field is `undefined` as long as it is not. */
export interface MessageFacts extends Readonly<Pick<SluiceMetadata, Told>> {
  /** Over all calls that made the answer: it goes on with another one after a tool's output or a break. */
  readonly usage: Usage | undefined
  /** What that cost, as far as the prices are known. */
  readonly cost: Cost | undefined
  /** From the request to the first content. */
  readonly timeToFirstTokenMs: number | undefined
  /** How fast the answer came once it had begun. */
  readonly tokensPerSecond: number | undefined
}

/** What a server of ours said of an answer. Nothing is known of users' messages and of other servers' answers. */
export function messageFacts({ metadata }: Pick<AnyUIMessage, 'metadata'>): MessageFacts {
  const sluice: SluiceMetadata = Object(Object(metadata).sluice)
  const { provider, model, usage, attempts, finishReason, requestId, durationMs, firstContentMs } = sluice
  // Of the last call, as the times are.
  const seconds = ((durationMs ?? 0) - (firstContentMs ?? Number.NaN)) / 1000
  const tokens = usage?.outputTokens ?? 0
  return {
    provider,
    model,
    ...meteredBy([sluice]),
    attempts,
    finishReason,
    requestId,
    durationMs,
    timeToFirstTokenMs: firstContentMs,
    tokensPerSecond: tokens > 0 && seconds > 0 ? tokens / seconds : undefined,
  }
}
