import type { ChatMessage } from '../chat/request.ts'
import { type CompressOptions, checkCompress } from './compress-options.ts'
import { type CompressKind, createTextCompressor, type ShorterText, type TextCompressor } from './compress-text.ts'
import { type MadeEdit, revertEdits } from './text-edit.ts'

/** What was done to a message. */
export interface PromptChange extends MadeEdit<CompressKind> {
  /** Which message; 0 for a text alone. */
  readonly messageIndex: number
  /** Which part of it, where it has parts. */
  readonly partIndex?: number | undefined
}

interface Compressed {
  readonly savedTokens: number
  /** What was done, message by message, each from its beginning to its end. */
  readonly changes: readonly PromptChange[]
}

/** A shorter text. */
export interface CompressedText extends Compressed {
  readonly text: string
  /** Takes all changes back. */
  restore(): string
}

/** Shorter messages: the very same list if nothing was saved. */
export interface CompressedMessages extends Compressed {
  readonly messages: readonly ChatMessage[]
  /** Takes all changes back. */
  restore(): readonly ChatMessage[]
}

/**
 * Says the same in fewer tokens. Code, tables, JSON, tool calls and thoughts stay as they are, and so does what saves nothing.
 *
 * @throws RangeError for a `minRepeatTokens` below 1.
 */
export function compressPrompt(prompt: string, options?: CompressOptions): CompressedText
export function compressPrompt(prompt: readonly ChatMessage[], options?: CompressOptions): CompressedMessages
export function compressPrompt(
  prompt: string | readonly ChatMessage[],
  options: CompressOptions = {},
): CompressedText | CompressedMessages {
  const compressor = createTextCompressor(checkCompress(options, 'compressPrompt'))
  return typeof prompt === 'string' ? ofText(prompt, compressor) : ofMessages(prompt, options, compressor)
}

/** Takes changes back, which may have been kept with the shorter messages. */
export function restorePrompt(
  messages: readonly ChatMessage[],
  changes: readonly PromptChange[],
): readonly ChatMessage[] {
  const changesOf = new Map<string, PromptChange[]>()
  for (const change of changes) {
    const place = placeOf(change.messageIndex, change.partIndex)
    const known = changesOf.get(place)
    if (known === undefined) changesOf.set(place, [change])
    else known.push(change)
  }
  if (changesOf.size === 0) return messages
  return withTexts(messages, (text, messageIndex, partIndex) => {
    const made = changesOf.get(placeOf(messageIndex, partIndex))
    return made === undefined ? text : revertEdits(text, made)
  })
}

function ofText(prompt: string, compressor: TextCompressor): CompressedText {
  const { text, made, savedTokens } = compressor.text(prompt) ?? { text: prompt, made: [], savedTokens: 0 }
  const changes = made.map((edit) => ({ ...edit, messageIndex: 0 }))
  return { text, savedTokens, changes, restore: () => revertEdits(text, made) }
}

function ofMessages(
  prompt: readonly ChatMessage[],
  { system = false, toolResults = false }: CompressOptions,
  compressor: TextCompressor,
): CompressedMessages {
  const changes: PromptChange[] = []
  let savedTokens = 0
  const shortened = withTexts(prompt, (text, messageIndex, partIndex) => {
    const role = prompt[messageIndex]?.role
    if ((role === 'system' && !system) || (role === 'tool' && !toolResults)) return text
    const shorter: ShorterText | undefined = role === 'tool' ? compressor.data(text) : compressor.text(text)
    if (shorter === undefined) return text
    for (const edit of shorter.made) changes.push({ ...edit, messageIndex, partIndex })
    savedTokens += shorter.savedTokens
    return shorter.text
  })
  const messages = changes.length === 0 ? prompt : shortened
  return { messages, savedTokens, changes, restore: () => restorePrompt(messages, changes) }
}

type Rewrite = (text: string, messageIndex: number, partIndex: number | undefined) => string

/** The messages with other texts. What does not change keeps its identity. */
function withTexts(messages: readonly ChatMessage[], rewrite: Rewrite): readonly ChatMessage[] {
  return messages.map((message, index): ChatMessage => {
    if (typeof message.content === 'string') {
      const content = rewrite(message.content, index, undefined)
      return content === message.content ? message : { ...message, content }
    }
    if (message.role === 'user') return withParts(message, withPartTexts(message.content, index, rewrite))
    if (message.role === 'assistant') return withParts(message, withPartTexts(message.content, index, rewrite))
    return message
  })
}

function withParts<Message extends { content: unknown }>(message: Message, content: Message['content']): Message {
  return content === message.content ? message : { ...message, content }
}

function withPartTexts<Part extends { type: string }>(parts: readonly Part[], index: number, rewrite: Rewrite) {
  let isSame = true
  const rewritten = parts.map((part, partIndex): Part => {
    if (!isText(part)) return part
    const text = rewrite(part.text, index, partIndex)
    if (text === part.text) return part
    isSame = false
    return { ...part, text }
  })
  return isSame ? parts : rewritten
}

function isText<Part extends { type: string }>(part: Part): part is Part & { type: 'text'; text: string } {
  return part.type === 'text'
}

function placeOf(messageIndex: number, partIndex: number | undefined): string {
  return `${messageIndex}/${partIndex ?? ''}`
}
