import type { SluiceMetadata } from '@sluice/core/ui'
import type { AnyUIMessage } from '../store/chat-options.ts'

type Told = 'provider' | 'model' | 'usage' | 'attempts' | 'finishReason' | 'requestId' | 'durationMs'

/** What is known of how an answer came about; a field is `undefined` as long as it is not. */
export interface MessageFacts extends Readonly<Pick<SluiceMetadata, Told>> {
  /** From the request to the first content. */
  readonly timeToFirstTokenMs: number | undefined
  /** How fast the answer came once it had begun. */
  readonly tokensPerSecond: number | undefined
}

/** What a server of ours said of an answer. Nothing is known of users' messages and of other servers' answers. */
export function messageFacts({ metadata }: Pick<AnyUIMessage, 'metadata'>): MessageFacts {
  const sluice: SluiceMetadata = Object(Object(metadata).sluice)
  const { provider, model, usage, attempts, finishReason, requestId, durationMs, firstContentMs } = sluice
  const seconds = ((durationMs ?? 0) - (firstContentMs ?? Number.NaN)) / 1000
  const tokens = usage?.outputTokens ?? 0
  return {
    provider,
    model,
    usage,
    attempts,
    finishReason,
    requestId,
    durationMs,
    timeToFirstTokenMs: firstContentMs,
    tokensPerSecond: tokens > 0 && seconds > 0 ? tokens / seconds : undefined,
  }
}
