import type { ChatEvent, Usage } from '../chat/event.ts'
import type { Observation } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { estimateInputTokens } from './estimate.ts'
import { tokenizerFamily } from './families.ts'
import { createTokenCounter, type TokenCounter } from './token-counter.ts'

/** Sums the tokens of a call over its attempts. What a provider does not report is estimated from what was received. */
export interface UsageTally {
  add(event: ChatEvent): void
  /** Takes what is said of attempts of which no event is to be seen. */
  observe(observation: Observation): void
  /** Whether a provider has been asked at all. */
  readonly wasAsked: boolean
  /** The sum so far. */
  usage(): Usage
}

interface Attempt {
  model: string
  received: TokenCounter
  reported: Usage | undefined
  /** Estimated when it is first asked for: that is a good part of what a short call costs (bench/resilience). */
  inputTokens: number | undefined
  isComplete: boolean
}

/** A tally for one call. */
export function createUsageTally(request: ChatRequest): UsageTally {
  const ended: Usage[] = []
  let current: Attempt | undefined
  let wasAsked = false
  /** Whether the events of the latest attempt arrive here. */
  let isSeen = false

  return {
    add(event) {
      switch (event.type) {
        case 'start':
          if (current !== undefined) ended.push(usageOf(current, request))
          current = begin(event.model)
          wasAsked = true
          isSeen = true
          return
        case 'text-delta':
        case 'reasoning-delta':
        case 'tool-call-delta':
          current?.received.add(event.text)
          return
        case 'tool-call-start':
          current?.received.add(event.name)
          return
        case 'usage':
          if (current !== undefined) current.reported = event.usage
          return
        case 'finish':
          if (current !== undefined) current.isComplete = true
          return
        case 'tool-call':
        case 'source':
        case 'notice':
        case 'reset':
          return
        default:
          return event satisfies never
      }
    },
    observe(observation) {
      if (observation.type === 'attempt-started') {
        wasAsked = true
        isSeen = false
      }
      if (isSeen) return
      if (observation.type === 'attempt-failed' && observation.usage !== undefined) ended.push(observation.usage)
      // Whoever leaves has had the provider read all of the question.
      if (observation.type === 'attempt-abandoned') ended.push(observation.usage ?? inputOnly(request))
    },
    get wasAsked() {
      return wasAsked
    },
    usage: () => (current === undefined ? ended : [...ended, usageOf(current, request)]).reduce(sum, noUsage),
  }
}

function inputOnly(request: ChatRequest): Usage {
  return { inputTokens: estimateInputTokens(request).tokens, outputTokens: 0, estimated: true }
}

const noUsage: Usage = { inputTokens: 0, outputTokens: 0 }

function begin(model: string): Attempt {
  const received = createTokenCounter(tokenizerFamily(model))
  return { model, received, reported: undefined, inputTokens: undefined, isComplete: false }
}

function usageOf(attempt: Attempt, request: ChatRequest): Usage {
  const { model, received, reported, isComplete } = attempt
  const outputTokens = Math.round(received.tokens)
  if (reported === undefined) {
    attempt.inputTokens ??= estimateInputTokens(request, { model }).tokens
    return { inputTokens: attempt.inputTokens, outputTokens, estimated: true }
  }
  // Some providers report as they go. Of an answer that broke off, the last report may be older than its last words.
  if (isComplete || reported.outputTokens >= outputTokens) return reported
  return { ...reported, outputTokens, estimated: true }
}

function sum(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    ...optionalSum('cachedInputTokens', left, right),
    ...optionalSum('cacheWriteInputTokens', left, right),
    ...optionalSum('reasoningTokens', left, right),
    ...(left.estimated || right.estimated ? { estimated: true } : {}),
  }
}

/** Unknown plus a number is that number; unknown plus unknown stays unknown. */
function optionalSum(
  field: 'cachedInputTokens' | 'cacheWriteInputTokens' | 'reasoningTokens',
  left: Usage,
  right: Usage,
): Partial<Usage> {
  if (left[field] === undefined && right[field] === undefined) return {}
  return { [field]: (left[field] ?? 0) + (right[field] ?? 0) }
}
