import type { ChatEvent, Usage } from '../chat/event.ts'
import type { ChatRequest } from '../chat/request.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { tokenizerFamily } from '../tokens/families.ts'
import { createTokenCounter, type TokenCounter } from '../tokens/token-counter.ts'

/** Sums the tokens of a call over its attempts. What a provider does not report is estimated from what was received. */
export interface UsageTally {
  add(event: ChatEvent): void
  /** Adds an attempt of which no event was to be seen, as far as its provider told of it. */
  addUnseen(usage: Usage | undefined): void
  /** The sum so far. */
  usage(): Usage
}

interface Attempt {
  model: string
  received: TokenCounter
  reported: Usage | undefined
  isComplete: boolean
}

/** A tally for one call. */
export function createUsageTally(request: ChatRequest): UsageTally {
  const ended: Usage[] = []
  let current: Attempt | undefined

  return {
    add(event) {
      switch (event.type) {
        case 'start':
          if (current !== undefined) ended.push(usageOf(current, request))
          current = begin(event.model)
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
    addUnseen(usage) {
      if (usage !== undefined) ended.push(usage)
    },
    usage: () => (current === undefined ? ended : [...ended, usageOf(current, request)]).reduce(sum, noUsage),
  }
}

const noUsage: Usage = { inputTokens: 0, outputTokens: 0 }

function begin(model: string): Attempt {
  return { model, received: createTokenCounter(tokenizerFamily(model)), reported: undefined, isComplete: false }
}

function usageOf({ model, received, reported, isComplete }: Attempt, request: ChatRequest): Usage {
  const outputTokens = Math.round(received.tokens)
  if (reported === undefined) {
    return { inputTokens: estimateInputTokens(request, { model }).tokens, outputTokens, estimated: true }
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
