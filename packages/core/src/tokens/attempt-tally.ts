import type { ChatEvent, Usage } from '../chat/event.ts'
import type { ChatRequest } from '../chat/request.ts'
import { estimateInputTokens } from './estimate.ts'
import { tokenizerFamily } from './families.ts'
import { createTokenCounter } from './token-counter.ts'

/** Counts the tokens of one attempt. What the provider does not report is estimated from what was received. */
export interface AttemptTally {
  add(event: ChatEvent): void
  /** Tokens so far. */
  usage(): Usage
}

/** A tally for an attempt that has begun to answer. */
export function createAttemptTally(request: ChatRequest, model: string): AttemptTally {
  const received = createTokenCounter(tokenizerFamily(model))
  let reported: Usage | undefined
  let isComplete = false
  // Estimated when it is first asked for: that is a good part of what a short call costs (bench/resilience).
  let inputTokens: number | undefined

  return {
    add(event) {
      switch (event.type) {
        case 'text-delta':
        case 'reasoning-delta':
        case 'tool-call-delta':
          received.add(event.text)
          return
        case 'tool-call-start':
          received.add(event.name)
          return
        case 'usage':
          reported = event.usage
          return
        case 'finish':
          isComplete = true
          return
        case 'start':
        case 'tool-call':
        case 'source':
        case 'notice':
        case 'reset':
          return
        default:
          return event satisfies never
      }
    },
    usage() {
      const outputTokens = Math.round(received.tokens)
      if (reported === undefined) {
        inputTokens ??= estimateInputTokens(request, { model }).tokens
        return { inputTokens, outputTokens, estimated: true }
      }
      // Some providers report as they go. Of an answer that broke off, the last report may be older than its last words.
      if (isComplete || reported.outputTokens >= outputTokens) return reported
      return { ...reported, outputTokens, estimated: true }
    },
  }
}

/** What is used by whoever leaves before anything was received: the provider has read all of the question. */
export function inputOnly(request: ChatRequest, model?: string): Usage {
  return { inputTokens: estimateInputTokens(request, { model }).tokens, outputTokens: 0, estimated: true }
}
