import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { isRecord } from '../chat/record.ts'
import { isText } from './fields.ts'

/** Puts the tool calls of a chat completion together from their pieces. */
export interface OpenAIToolCalls {
  /** The events of the next piece; `position` is where it stands in its list, for servers that say no index. */
  read(delta: unknown, position: number): ChatEvent[]
  /** The events that complete what is open. */
  end(): ChatEvent[]
}

interface OpenToolCall {
  id: string
  name: string
  arguments: string
  /** Whether it has been told of: that waits for its name. */
  hasBegun: boolean
}

const mostCalls = 1_000

/** The tool calls of one reply. */
export function createOpenAIToolCalls(): OpenAIToolCalls {
  const calls = new Map<unknown, OpenToolCall>()

  return {
    read(delta, position) {
      const events: ChatEvent[] = []
      if (!isRecord(delta)) return events
      const { name, arguments: text } = isRecord(delta.function) ? delta.function : {}
      const index = delta.index ?? position
      let call = calls.get(index)
      if (call === undefined || isAnother(call, delta.id, name)) {
        // A call at another index may still go on; the one that was here is complete.
        if (call !== undefined) events.push(...begin(call), complete(call))
        calls.delete(index)
        if (calls.size >= mostCalls) throw new ChatError('server', 'The provider asks for too many tools at once.')
        call = { id: '', name: '', arguments: '', hasBegun: false }
        calls.set(index, call)
      }
      if (call.id === '' && isText(delta.id)) call.id = delta.id
      if (call.name === '' && isText(name)) call.name = name
      if (isText(text)) call.arguments += text
      if (call.hasBegun) {
        if (isText(text)) events.push({ type: 'tool-call-delta', id: call.id, text })
      } else if (call.name !== '' && (call.id !== '' || isText(text))) {
        events.push(...begin(call))
      }
      return events
    },
    end: () => [...calls.values()].flatMap((call) => [...begin(call), complete(call)]),
  }
}

/** Qwen repeats the id as an empty string; some servers send no index and no id, but every call with its name. */
function isAnother(call: OpenToolCall, id: unknown, name: unknown): boolean {
  if (isText(id)) return call.id !== '' && id !== call.id
  return isText(name) && call.name !== '' && call.arguments !== '' && isJson(call.arguments)
}

/** Tells of a call and of what has been written of it. Without an id of its own it gets one that no other has. */
function begin(call: OpenToolCall): ChatEvent[] {
  if (call.hasBegun) return []
  call.hasBegun = true
  if (call.id === '') call.id = `call_${newId()}`
  const { id, name, arguments: text } = call
  return [
    { type: 'tool-call-start', id, name },
    ...(text === '' ? [] : [{ type: 'tool-call-delta', id, text } as const]),
  ]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function complete({ id, name, arguments: text }: OpenToolCall): ChatEvent {
  return { type: 'tool-call', id, name, arguments: text === '' ? '{}' : text }
}
