import type { ChatEvent, Usage } from '../chat/event.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type EstimateOptions, estimateInputTokens } from './estimate.ts'
import { tokenizerFamily } from './families.ts'
import { soundUsage } from './sound-usage.ts'
import { createTokenCounter, type TokenCounter, type TokenParts } from './token-counter.ts'

/** Counts the tokens of one attempt. What the provider does not report is estimated from what was received. */
export interface AttemptTally {
  add(event: ChatEvent): void
  /** Tokens so far. */
  usage(): Usage
  /** Whether the model has shown thoughts: some vendors bill such an answer at other rates, and do not count them. */
  hasThoughts(): boolean
  /** What the provider counted of an answer that is complete, beside what was received of it. */
  lesson(): AttemptLesson | undefined
}

export interface AttemptLesson {
  readonly reported: Usage
  received(): TokenParts
  /** Whether the model has shown thoughts. Nobody knows whether all of them. */
  readonly hasThoughts: boolean
}

/** How tokens are estimated where the provider does not say. */
export type AttemptEstimates = { readonly model: string } & Pick<EstimateOptions, 'learner'>

/** A tally for an attempt that has begun to answer. */
export function createAttemptTally(request: ChatRequest, options: AttemptEstimates): AttemptTally {
  const { model, learner } = options
  const received = createTokenCounter(tokenizerFamily(model))
  let thoughts: TokenCounter | undefined
  let reported: Usage | undefined
  let isComplete = false
  // Estimated when it is first asked for: that is a good part of what a short call costs (bench/resilience).
  let inputTokens: number | undefined

  function estimated(counter: TokenCounter | undefined): number {
    if (counter === undefined) return 0
    const factor = learner === undefined ? 1 : learner.factor(model, counter.parts)
    return Math.round(counter.tokens * factor)
  }

  return {
    add(event) {
      switch (event.type) {
        case 'text-delta':
        case 'tool-call-delta':
          received.add(event.text)
          return
        case 'reasoning-delta':
          thoughts ??= createTokenCounter(tokenizerFamily(model))
          thoughts.add(event.text)
          return
        case 'tool-call-start':
          received.add(event.name)
          return
        case 'usage':
          reported = soundUsage(event.usage) ?? reported
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
      // Some say 0 where they mean that they do not know.
      const isWord = reported !== undefined && (reported.inputTokens > 0 || reported.outputTokens > 0)
      // Most answers end here: an estimate costs more than all the rest (bench/money).
      if (reported !== undefined && isWord && isComplete) return reported
      const thought = estimated(thoughts)
      const outputTokens = estimated(received) + thought
      const reasoning = thought > 0 ? { reasoningTokens: thought } : {}
      if (reported === undefined || !(isWord || outputTokens === 0)) {
        inputTokens ??= estimateInputTokens(request, options).tokens
        return { inputTokens, outputTokens, ...reasoning, estimated: true }
      }
      // Some providers report as they go. Of an answer that broke off, the last report may be older than its last words.
      if (isComplete || reported.outputTokens >= outputTokens) return reported
      return { ...reported, ...reasoning, outputTokens, estimated: true }
    },
    hasThoughts: () => thoughts !== undefined,
    lesson: () =>
      reported === undefined || !isComplete
        ? undefined
        : { reported, received: () => received.parts, hasThoughts: thoughts !== undefined },
  }
}

/** What is used by whoever leaves before anything was received: the provider has read all of the question. */
export function inputOnly(request: ChatRequest, options: EstimateOptions): Usage {
  return { inputTokens: estimateInputTokens(request, options).tokens, outputTokens: 0, estimated: true }
}
