import type { AssistantMessage, ChatMessage, ChatRequest, UserMessage } from '../chat/request.ts'

/** Where in a request a text stands: whose it is, and the indices of its message and of its part, if the message has parts. */
export interface TextPlace {
  readonly role: ChatMessage['role']
  readonly message: number
  readonly part?: number | undefined
}

/** The request with the texts of its messages changed, thoughts and arguments of tools included; the very same if none is. */
export function changeTexts(request: ChatRequest, change: (text: string, place: TextPlace) => string): ChatRequest {
  const messages = mapped(request.messages, (given, message): ChatMessage => {
    const place = { role: given.role, message }
    const inPart = (part: number) => (text: string) => change(text, { ...place, part })
    switch (given.role) {
      case 'user': {
        const { content } = given
        const changed = typeof content === 'string' ? change(content, place) : mapped(content, ofUser(inPart))
        return changed === content ? given : { ...given, content: changed }
      }
      case 'assistant': {
        const { content } = given
        const changed = typeof content === 'string' ? change(content, place) : mapped(content, ofModel(inPart))
        return changed === content ? given : { ...given, content: changed }
      }
      case 'system':
      case 'tool': {
        const content = change(given.content, place)
        return content === given.content ? given : { ...given, content }
      }
      default:
        return given satisfies never
    }
  })
  return messages === request.messages ? request : { ...request, messages }
}

type UserPart = Exclude<UserMessage['content'], string>[number]
type ModelPart = Exclude<AssistantMessage['content'], string>[number]
type InPart = (part: number) => (text: string) => string

function ofUser(inPart: InPart) {
  return (part: UserPart, index: number): UserPart => {
    if (part.type !== 'text') return part
    const text = inPart(index)(part.text)
    return text === part.text ? part : { ...part, text }
  }
}

function ofModel(inPart: InPart) {
  return (part: ModelPart, index: number): ModelPart => {
    switch (part.type) {
      case 'text': {
        const text = inPart(index)(part.text)
        return text === part.text ? part : { ...part, text }
      }
      case 'reasoning': {
        const text = inPart(index)(part.text)
        // What its provider put with it vouches for the thoughts as they were.
        return text === part.text ? part : { type: 'reasoning', text }
      }
      case 'tool-call': {
        const changed = inPart(index)(part.arguments)
        return changed === part.arguments ? part : { ...part, arguments: changed }
      }
      default:
        return part satisfies never
    }
  }
}

/** The same list where every item is the same. */
function mapped<Item>(items: readonly Item[], change: (item: Item, index: number) => Item): readonly Item[] {
  const changed = items.map(change)
  return changed.every((item, index) => item === items[index]) ? items : changed
}
