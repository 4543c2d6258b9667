import { ChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import type { AssistantMessage, ChatMessage, FilePart, ReasoningPart, TextPart, ToolMessage } from '../chat/request.ts'
import { textOfFile } from './text-file.ts'
import type { ReasoningUIPart, UIMessage, UIPart } from './ui-message.ts'
import { getToolName, isToolUIPart } from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

/**
 * What the model is to see of a conversation in a user interface.
 *
 * Text files that travel in their message are written out. Sources, data parts, files of an answer and tool calls that never got a result are left out: no provider takes them. A
 * call that was denied has the denial for its result, and a result that is not the last word is better than none.
 *
 * @throws ChatError `bad-request` for a `system` message: instructions come from the server.
 */
export function toChatMessages(messages: readonly UIMessage<unknown>[]): ChatMessage[] {
  // What a provider wants forgotten is not told again, its own refusal included.
  const cleared = messages.findLastIndex((message, index) => index < messages.length - 1 && clearsHistory(message))
  return messages.slice(cleared + 1).flatMap<ChatMessage>((message, offset) => {
    const index = offset + cleared + 1
    switch (message.role) {
      case 'system':
        throw new ChatError('bad-request', `messages[${index}]: a client may not send instructions.`)
      case 'user':
        return fromUser(message.parts)
      case 'assistant':
        return fromAnswer(message.parts)
      default:
        return message.role satisfies never
    }
  })
}

function fromUser(parts: readonly UIPart[]): ChatMessage[] {
  const content = parts.flatMap<TextPart | FilePart>((part) => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }]
    if (part.type !== 'file') return []
    const text = textOfFile(part)
    return [text === undefined ? part : { type: 'text', text }]
  })
  if (content.length === 0) return []
  const [only] = content
  const isPlain = content.length === 1 && only?.type === 'text'
  return [{ role: 'user', content: isPlain ? only.text : content }]
}

/** An answer may hold several turns of the model, with tools' answers and the user's words between them. */
function fromAnswer(parts: readonly UIPart[]): ChatMessage[] {
  const turns: ChatMessage[] = []
  let from = 0
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'step-start' && part.type !== 'steering-message') continue
    turns.push(...fromStep(parts.slice(from, index)))
    if (part.type === 'steering-message') turns.push(...fromUser(part.parts))
    from = index + 1
  }
  return [...turns, ...fromStep(parts.slice(from))]
}

function fromStep(parts: readonly UIPart[]): ChatMessage[] {
  const results: ToolMessage[] = []
  const content = parts.flatMap<Exclude<AssistantMessage['content'], string>[number]>((part) => {
    if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    if (part.type === 'reasoning') return [toReasoning(part)]
    if (!isToolUIPart(part)) return []
    const result = toolResult(part)
    if (result === undefined) return []
    results.push(result)
    return [{ type: 'tool-call', id: part.toolCallId, name: getToolName(part), arguments: toArguments(inputOf(part)) }]
  })
  const said = content.some((part) => part.type !== 'reasoning')
  return said ? [{ role: 'assistant', content }, ...results] : []
}

function clearsHistory({ role, metadata }: UIMessage<unknown>): boolean {
  const sluice = isRecord(metadata) ? metadata.sluice : undefined
  return role === 'assistant' && isRecord(sluice) && sluice.clearHistory === true
}

function toReasoning({ text, providerMetadata }: ReasoningUIPart): ReasoningPart {
  return { type: 'reasoning', text, ...(isRecord(providerMetadata) ? { providerMetadata } : {}) }
}

/** Arguments that were no JSON are kept as the text they were. */
function toArguments(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}

function inputOf(part: ToolUIPart | DynamicToolUIPart): unknown {
  return part.input ?? (part.state === 'output-error' ? part.rawInput : undefined)
}

function toolResult(part: ToolUIPart | DynamicToolUIPart): ToolMessage | undefined {
  const call = { role: 'tool', toolCallId: part.toolCallId, toolName: getToolName(part) } as const
  switch (part.state) {
    case 'output-available':
      return { ...call, content: toText(part.output) }
    case 'output-error':
      return { ...call, content: part.errorText ?? 'The tool failed.', isError: true }
    case 'output-denied':
      return { ...call, content: denial(part.approval?.reason), isError: true }
    case 'approval-responded':
      return part.approval.approved ? undefined : { ...call, content: denial(part.approval.reason), isError: true }
    case 'input-streaming':
    case 'input-available':
    case 'approval-requested':
      return undefined
    default:
      part satisfies never
      return undefined
  }
}

function denial(reason: string | undefined): string {
  return `This call was not allowed${reason ? `: ${reason}` : '.'}`
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
