import { isRecord } from '../chat/record.ts'
import type { AssistantMessage, ChatMessage, FilePart, ReasoningPart, TextPart, ToolMessage } from '../chat/request.ts'
import { isText } from './fields.ts'
import { inexpressible, partsOf, toArguments, toToolId } from './messages.ts'

/** One turn of a conversation as Anthropic has it: the answers of tools are the user's. */
export interface AnthropicTurn {
  role: 'user' | 'assistant'
  content: readonly Block[]
}

type Block = { readonly type: string } & Readonly<Record<string, unknown>>

const pictures = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/**
 * The turns of a conversation, from the message `first` on. Messages of the same side make one turn, in which the
 * answers of tools come first. Empty texts are left out, and an assistant's message that has nothing else is too: it
 * was stopped before it said anything. Thoughts are given back only if Anthropic signed them, and never at the end of a
 * message: neither would be taken.
 *
 * @throws ChatError `bad-request` naming what this wire cannot express.
 */
export function toAnthropicTurns(messages: readonly ChatMessage[], first: number): readonly AnthropicTurn[] {
  const turns: { role: AnthropicTurn['role']; content: Block[] }[] = []
  for (const [index, message] of messages.entries()) {
    if (index < first) continue
    const content = toBlocks(message, `messages[${index}]`)
    if (content.length === 0) continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...content)
    else turns.push({ role, content })
  }
  if (turns.length === 0) throw inexpressible('messages', 'there is nothing to answer.')
  return turns.map(({ role, content }) => ({ role, content: content.toSorted((a, b) => rank(a) - rank(b)) }))
}

function rank({ type }: Block): number {
  return type === 'tool_result' ? 0 : 1
}

function toBlocks(message: ChatMessage, path: string): Block[] {
  switch (message.role) {
    case 'system':
      throw inexpressible(path, 'this model takes instructions at the beginning only.')
    case 'user':
      return toUserBlocks(message.content, `${path}.content`)
    case 'assistant':
      return toAssistantBlocks(message.content)
    case 'tool':
      return [toToolResult(message)]
    default:
      return message satisfies never
  }
}

function toUserBlocks(content: string | readonly (TextPart | FilePart)[], path: string): Block[] {
  const blocks = partsOf(content).flatMap((part, index) =>
    part.type === 'text' ? toText(part.text) : [toFile(part, `${path}[${index}]`)],
  )
  if (blocks.length === 0) throw inexpressible(path, 'it is empty.')
  return blocks
}

/** A text of white space alone is refused like an empty one. */
function toText(text: string): Block[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }]
}

function toFile(part: FilePart, path: string): Block {
  const said = part.mediaType.toLowerCase()
  const mediaType = said === 'image/jpg' ? 'image/jpeg' : said
  if (pictures.has(mediaType)) return { type: 'image', source: toSource(part.url, mediaType, path) }
  if (mediaType === 'application/pdf') return { type: 'document', source: toSource(part.url, mediaType, path) }
  throw inexpressible(path, `this model takes JPEG, PNG, GIF, WebP and PDF, not ${part.mediaType}.`)
}

function toSource(url: string, mediaType: string, path: string): Record<string, string> {
  if (/^https:\/\//i.test(url)) return { type: 'url', url }
  const comma = url.indexOf(',')
  if (!/^data:.*;base64$/i.test(url.slice(0, Math.max(comma, 0)))) {
    throw inexpressible(path, 'this model takes files from https: and in base64 from data: only.')
  }
  return { type: 'base64', media_type: mediaType, data: url.slice(comma + 1) }
}

function toAssistantBlocks(content: AssistantMessage['content']): Block[] {
  if (typeof content === 'string') return toText(content)
  const blocks = content.flatMap((part): Block[] => {
    switch (part.type) {
      case 'text':
        return toText(part.text)
      case 'reasoning':
        return toThought(part)
      case 'tool-call':
        return [{ type: 'tool_use', id: toId(part.id), name: part.name, input: toArguments(part.arguments) }]
      default:
        return part satisfies never
    }
  })
  return blocks.slice(0, blocks.findLastIndex(({ type }) => type === 'text' || type === 'tool_use') + 1)
}

function toThought({ text, providerMetadata }: ReasoningPart): Block[] {
  const said = providerMetadata?.anthropic
  if (!isRecord(said)) return []
  if (isText(said.signature)) return [{ type: 'thinking', thinking: text, signature: said.signature }]
  return isText(said.redactedData) ? [{ type: 'redacted_thinking', data: said.redactedData }] : []
}

function toToolResult({ toolCallId, content, isError }: ToolMessage): Block {
  return {
    type: 'tool_result',
    tool_use_id: toId(toolCallId),
    // An empty text is refused, none is not.
    content: content.trim() === '' ? undefined : content,
    is_error: isError || undefined,
  }
}

/** Other providers' ids may hold what Anthropic refuses: `functions.weather:0`. */
function toId(id: string): string {
  return toToolId(id).replace(/[^\w-]/g, '_')
}
