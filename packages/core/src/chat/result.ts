import type { ChatEvent, FinishReason, Usage } from './event.ts'

/** An answer, folded from its events. */
export interface ChatResult extends PartialAnswer {
  finishReason: FinishReason
  /** Tokens over all attempts, where known. */
  usage?: Usage | undefined
  provider?: string | undefined
  /** The model as the provider names it. */
  model?: string | undefined
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
  let text = ''
  let reasoning = ''
  let toolCalls: PartialAnswer['toolCalls'][number][] = []
  let sources: PartialAnswer['sources'][number][] = []
  let origin: { provider: string; model: string } | undefined
  let finish: { finishReason: FinishReason; usage: Usage | undefined } | undefined

  const partial = (): PartialAnswer => ({ text, reasoning, toolCalls, sources })
  return {
    add(event) {
      switch (event.type) {
        case 'start':
          origin = { provider: event.provider, model: event.model }
          return
        case 'text-delta':
          text += event.text
          return
        case 'reasoning-delta':
          reasoning += event.text
          return
        case 'tool-call':
          toolCalls.push({ id: event.id, name: event.name, arguments: event.arguments })
          return
        case 'source':
          sources.push({ id: event.id, url: event.url, title: event.title })
          return
        case 'reset':
          text = ''
          reasoning = ''
          toolCalls = []
          sources = []
          return
        case 'finish':
          finish = { finishReason: event.reason, usage: event.usage }
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
    result: () => finish && { ...partial(), ...finish, provider: origin?.provider, model: origin?.model },
  }
}
