import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { changeTexts, type TextPlace } from './change-texts.ts'

/**
 * The request with what goes across the texts of a message changed: some models read them as one. `change` gets the texts in
 * their order, whatever is between them, and gives as many. One of which nothing is left is taken out; providers refuse it.
 */
export function changeAcross(
  request: ChatRequest,
  change: (texts: readonly string[], place: TextPlace) => readonly string[],
): ChatRequest {
  const changed = new Map<string, string>()
  for (const [message, { role, content }] of request.messages.entries()) {
    if (typeof content === 'string') continue
    for (const kind of ['text', 'reasoning']) {
      const parts = [...content.entries()].flatMap(([part, given]) =>
        given.type === kind && 'text' in given && given.text !== ''
          ? [{ key: `${message} ${part}`, text: given.text }]
          : [],
      )
      if (parts.length < 2) continue
      const texts = change(
        parts.map(({ text }) => text),
        { role, message },
      )
      for (const [index, { key, text }] of parts.entries())
        if (texts[index] !== text) changed.set(key, texts[index] ?? '')
    }
  }
  if (changed.size === 0) return request
  const all = changeTexts(request, (text, { message, part }) => changed.get(`${message} ${part}`) ?? text)
  const isLeft = (message: number) => (_: unknown, part: number) => changed.get(`${message} ${part}`) !== ''
  return { ...all, messages: all.messages.map((given, message) => withParts(given, isLeft(message))) }
}

function withParts(given: ChatMessage, isLeft: (part: unknown, index: number) => boolean): ChatMessage {
  if (typeof given.content === 'string' || given.content.every(isLeft)) return given
  if (given.role === 'user') return { ...given, content: given.content.filter(isLeft) }
  if (given.role === 'assistant') return { ...given, content: given.content.filter(isLeft) }
  return given
}
