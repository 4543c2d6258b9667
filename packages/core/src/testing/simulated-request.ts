import { isRecord } from '../chat/record.ts'

/** The wires that a simulated provider speaks. */
export type SimulatedWireName = 'openai-chat' | 'openai-completions' | 'openai-responses' | 'anthropic' | 'baidu-v1'

/** What a simulated provider was asked. */
export interface SimulatedRequest {
  /** In which wire, as the address tells. */
  wire: SimulatedWireName
  url: string
  model: string
  /** The conversation, its texts only. */
  messages: readonly SimulatedMessage[]
  /** What the last user message says. */
  prompt: string
  isStreaming: boolean
  /** The longest answer, in pieces. */
  maxTokens: number | undefined
  headers: Headers
  /** The whole body. */
  body: Readonly<Record<string, unknown>>
}

/** Instructions have the role `system` and results of tools the role `tool`, whatever the wire calls them. */
export interface SimulatedMessage {
  readonly role: string
  readonly text: string
}

/** A request as it came. */
export interface WireCall {
  url: URL
  headers: Headers
  body: Readonly<Record<string, unknown>>
}

/** The fields that are the same in all wires, from those that are not. */
export function toSimulatedRequest(
  wire: SimulatedWireName,
  { url, headers, body }: WireCall,
  read: { model: string; messages: readonly SimulatedMessage[]; limit: unknown },
): SimulatedRequest {
  return {
    wire,
    url: url.href,
    model: read.model,
    messages: read.messages,
    prompt: read.messages.findLast((message) => message.role === 'user')?.text ?? '',
    isStreaming: body.stream === true,
    maxTokens: typeof read.limit === 'number' ? read.limit : undefined,
    headers,
    body,
  }
}

/** The text of a message's content, be it a string or parts; pictures have none. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return recordsOf(content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

/** The objects of a list; anything else is none. */
export function recordsOf(list: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}
