import type { Cost } from './cost.ts'
import type { ChatEvent, FinishReason, Usage } from './event.ts'
import type { AssistantMessage } from './request.ts'

/** An answer, folded from its events. */
export interface ChatResult extends PartialAnswer {
  finishReason: FinishReason
  /** Tokens over all attempts, where known. */
  usage?: Usage | undefined
  /** What it cost, over all attempts whose price is known. */
  cost?: Cost | undefined
  provider?: string | undefined
  /** The model as the provider names it. */
  model?: string | undefined
  /** The answer as a message, to go on with: it holds what the provider wants back with the model's thoughts. */
  message: AssistantMessage
}

/** What has been received of an answer. */
export interface PartialAnswer {
  text: string
  reasoning: string
  toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  sources: readonly { readonly id: string; readonly url: string; readonly title?: string | undefined }[]
}

/** Folds events into an answer. */
export interface AnswerFold {
  add(event: ChatEvent): void
  partial(): PartialAnswer
  /** `undefined` until the answer is complete. */
  result(): ChatResult | undefined
}

export function createAnswerFold(): AnswerFold {
  const parts = createParts()
  let text = ''
  let reasoning = ''
  let toolCalls: PartialAnswer['toolCalls'][number][] = []
  let sources: PartialAnswer['sources'][number][] = []
  let origin: { provider: string; model: string } | undefined
  let finish: { finishReason: FinishReason; usage: Usage | undefined; cost?: Cost } | undefined

  const partial = (): PartialAnswer => ({ text, reasoning, toolCalls, sources })
  return {
    add(event) {
      switch (event.type) {
        case 'start':
          origin = { provider: event.provider, model: event.model }
          return
        case 'text-delta':
          text += event.text
          parts.add({ type: 'text', text: event.text })
          return
        case 'reasoning-delta':
          reasoning += event.text
          parts.add({ type: 'reasoning', text: event.text, providerMetadata: event.providerMetadata })
          return
        case 'tool-call':
          parts.add({ ...event })
          toolCalls.push({ id: event.id, name: event.name, arguments: event.arguments })
          return
        case 'source':
          sources.push({ id: event.id, url: event.url, title: event.title })
          return
        case 'reset':
          parts.clear()
          text = ''
          reasoning = ''
          toolCalls = []
          sources = []
          return
        case 'finish':
          finish = { finishReason: event.reason, usage: event.usage, ...(event.cost && { cost: event.cost }) }
          return
        case 'tool-call-start':
        case 'tool-call-delta':
        case 'usage':
        case 'notice':
          return
        default:
          return event satisfies never
      }
    },
    partial,
    result() {
      if (finish === undefined) return undefined
      const message = { role: 'assistant', content: parts.list() } as const
      return { ...partial(), ...finish, provider: origin?.provider, model: origin?.model, message }
    },
  }
}

type Part = Exclude<AssistantMessage['content'], string>[number]

/** The parts of a message. Pieces of one kind that follow each other are one part. */
function createParts() {
  let parts: Part[] = []
  return {
    add(part: Part): void {
      const last = parts.at(-1)
      if (last?.type === 'text' && part.type === 'text') last.text += part.text
      else if (last?.type === 'reasoning' && part.type === 'reasoning' && last.providerMetadata === undefined) {
        last.text += part.text
        last.providerMetadata = part.providerMetadata
      } else parts.push(part)
    },
    clear(): void {
      parts = []
    },
    list: (): readonly Part[] => [...parts],
  }
}
