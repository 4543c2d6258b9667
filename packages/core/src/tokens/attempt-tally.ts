import type { ChatEvent, Usage } from '../chat/event.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type EstimateOptions, estimateInputTokens } from './estimate.ts'
import { tokenizerFamily } from './families.ts'
import { createTokenCounter, type TokenParts } from './token-counter.ts'

/** Counts the tokens of one attempt. What the provider does not report is estimated from what was received. */
export interface AttemptTally {
  add(event: ChatEvent): void
  /** Tokens so far. */
  usage(): Usage
  /** What the provider counted of an answer that is complete, beside what was received of it. */
  lesson(): AttemptLesson | undefined
}

export interface AttemptLesson {
  readonly reported: Usage
  received(): TokenParts
}

/** How tokens are estimated where the provider does not say. */
export type AttemptEstimates = { readonly model: string } & Pick<EstimateOptions, 'learner'>

/** A tally for an attempt that has begun to answer. */
export function createAttemptTally(request: ChatRequest, options: AttemptEstimates): AttemptTally {
  const { model, learner } = options
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
      if (reported !== undefined && isComplete) return reported
      const factor = learner === undefined ? 1 : learner.factor(model, received.parts)
      const outputTokens = Math.round(received.tokens * factor)
      if (reported === undefined) {
        inputTokens ??= estimateInputTokens(request, options).tokens
        return { inputTokens, outputTokens, estimated: true }
      }
      // Some providers report as they go. Of an answer that broke off, the last report may be older than its last words.
      if (reported.outputTokens >= outputTokens) return reported
      return { ...reported, outputTokens, estimated: true }
    },
    lesson: () => (reported === undefined || !isComplete ? undefined : { reported, received: () => received.parts }),
  }
}

/** What is used by whoever leaves before anything was received: the provider has read all of the question. */
export function inputOnly(request: ChatRequest, options: EstimateOptions): Usage {
  return { inputTokens: estimateInputTokens(request, options).tokens, outputTokens: 0, estimated: true }
}
