import { ChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import type { AssistantMessage, ChatMessage, FilePart, ReasoningPart, TextPart, ToolMessage } from '../chat/request.ts'
import type { ReasoningUIPart, UIMessage, UIPart } from './ui-message.ts'
import { getToolName, isToolUIPart } from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

/**
 * What the model is to see of a conversation in a user interface.
 *
 * Sources, data parts and tool calls that never got an answer are left out: no provider takes them.
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
        return steps(message.parts).flatMap(fromStep)
      default:
        return message.role satisfies never
    }
  })
}

function fromUser(parts: readonly UIPart[]): ChatMessage[] {
  const content = parts.flatMap<TextPart | FilePart>((part) => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }]
    return part.type === 'file' ? [part] : []
  })
  if (content.length === 0) return []
  const [only] = content
  const isPlain = content.length === 1 && only?.type === 'text'
  return [{ role: 'user', content: isPlain ? only.text : content }]
}

/** An answer may hold several turns of the model, with tools' answers between them. */
function steps(parts: readonly UIPart[]): UIPart[][] {
  const found: UIPart[][] = [[]]
  for (const part of parts) {
    if (part.type === 'step-start') found.push([])
    else found.at(-1)?.push(part)
  }
  return found
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
    return [{ type: 'tool-call', id: part.toolCallId, name: getToolName(part), arguments: toArguments(part.input) }]
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

function toolResult(part: ToolUIPart | DynamicToolUIPart): ToolMessage | undefined {
  const call = { role: 'tool', toolCallId: part.toolCallId, toolName: getToolName(part) } as const
  if (part.state === 'output-available') return { ...call, content: toText(part.output) }
  if (part.state === 'output-error') return { ...call, content: part.errorText ?? 'The tool failed.', isError: true }
  return undefined
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
