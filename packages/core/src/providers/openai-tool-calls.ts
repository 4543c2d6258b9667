import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { isRecord } from '../chat/record.ts'
import { argumentsOf, isText } from './fields.ts'
import { createPieceLimit } from './piece-limit.ts'

/** Puts the tool calls of a chat completion together from their pieces. */
export interface OpenAIToolCalls {
  /** The events of the next piece; `position` is where it stands in its list, for servers that say no index. */
  read(delta: unknown, position: number): ChatEvent[]
  /** The events that complete what is open. */
  end(): ChatEvent[]
}

interface OpenToolCall {
  /** As it has been told: a server that says none, or too late, gets one of ours. */
  id: string
  /** What the server calls it. */
  givenId: string
  name: string
  arguments: string
  /** What its latest piece ends with: to ask the arguments would copy them all. */
  ending: string
  /** Whether it has been told of: that waits for its name. */
  hasBegun: boolean
  /** How often its arguments were looked at, whether they are complete. */
  looks: number
}

const mostCalls = 1_000
// Each one reads all arguments anew.
const mostLooks = 100

/** The tool calls of one reply. */
export function createOpenAIToolCalls(): OpenAIToolCalls {
  const calls = new Set<OpenToolCall>()
  /** The latest call of each index, and of each id that the server gave. */
  const latest = new Map<unknown, OpenToolCall>()
  const byId = new Map<unknown, OpenToolCall>()
  const limited = createPieceLimit()

  function open(index: unknown): OpenToolCall {
    if (calls.size >= mostCalls) throw new ChatError('server', 'The provider asks for too many tools at once.')
    const call = { id: '', givenId: '', name: '', arguments: '', ending: '', hasBegun: false, looks: 0 }
    calls.add(call)
    latest.set(index, call)
    return call
  }

  function close(call: OpenToolCall): ChatEvent[] {
    calls.delete(call)
    byId.delete(call.givenId)
    return complete(call)
  }

  return {
    read(delta, position) {
      const events: ChatEvent[] = []
      if (!isRecord(delta)) return events
      const said = isRecord(delta.function) ? delta.function : {}
      const text = argumentsOf(said.arguments)
      const hasIndex = delta.index !== undefined && delta.index !== null
      const index = hasIndex ? delta.index : position
      let call = (hasIndex ? undefined : byId.get(delta.id)) ?? latest.get(index)
      if (call === undefined || isAnother(call, delta.id, said.name, text)) {
        // A call at another index may still go on; the one that was here is complete, if there are indices at all.
        if (call !== undefined && (hasIndex || !isText(delta.id))) events.push(...close(call))
        call = open(index)
      }
      if (call.givenId === '' && isText(delta.id)) {
        call.givenId = delta.id
        if (call.id === '') call.id = delta.id
        byId.set(delta.id, call)
      }
      if (call.name === '' && isText(said.name)) call.name = said.name
      call.arguments += limited(text)
      if (text !== '') call.ending = text.slice(-1)
      if (call.hasBegun) {
        if (text !== '') events.push({ type: 'tool-call-delta', id: call.id, text })
      } else if (call.name !== '' && (call.id !== '' || text !== '')) {
        events.push(...begin(call))
      }
      return events
    },
    end: () => [...calls].flatMap(close),
  }
}

/**
 * Whether a piece begins another call than the one before it. Qwen repeats the id as an empty string; some servers send
 * no index and no id, but every call with its name; some say the id only when we have made one up.
 */
function isAnother(call: OpenToolCall, id: unknown, name: unknown, text: string): boolean {
  if (isText(id)) return call.givenId === '' ? call.id !== '' && isText(name) : id !== call.givenId
  if (!isText(name) || call.name === '' || (text !== '' && !text.startsWith('{'))) return false
  return isWhole(call)
}

function isWhole(call: OpenToolCall): boolean {
  if ((call.ending !== '}' && call.ending !== ']') || call.looks >= mostLooks) return false
  call.looks++
  try {
    JSON.parse(call.arguments)
    return true
  } catch {
    // It only looks like the end.
    return false
  }
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

/** Some servers end their list of calls with an empty one. */
function complete(call: OpenToolCall): ChatEvent[] {
  const { name, arguments: text, givenId } = call
  if (name === '' && text === '' && givenId === '') return []
  if (name === '') throw new ChatError('server', 'The provider asks for a tool without a name.')
  return [...begin(call), { type: 'tool-call', id: call.id, name, arguments: text === '' ? '{}' : text }]
}
