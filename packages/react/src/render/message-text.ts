import type { AnyUIMessage } from '../store/chat-options.ts'

/** A text of a message, as far as it may be shown. */
export interface ShownText {
  readonly text: string
  readonly isDone: boolean
}

/** The texts of a message: all that it says, or those of one of its parts, which may be reasoning. */
export function shownTexts(message: AnyUIMessage | undefined, partIndex?: number): ShownText[] {
  const parts = message?.parts ?? []
  const chosen =
    partIndex === undefined ? parts.filter(({ type }) => type === 'text') : parts.slice(partIndex, partIndex + 1)
  return chosen.flatMap((part) => {
    if (part.type !== 'text' && part.type !== 'reasoning') return []
    const isDone = part.state !== 'streaming'
    return [{ text: isDone ? part.text : withoutHalf(part.text), isDone }]
  })
}

/** All of them as one. */
export function shownText(message: AnyUIMessage | undefined, partIndex?: number): string {
  return shownTexts(message, partIndex)
    .map(({ text }) => text)
    .join('')
}

/** The text without the first half of a character whose second half has yet to come. */
function withoutHalf(text: string): string {
  return (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800 ? text.slice(0, -1) : text
}
