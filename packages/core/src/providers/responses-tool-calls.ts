import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { argumentsOf, isText } from './fields.ts'
import { createPieceLimit } from './piece-limit.ts'

type Fields = Readonly<Record<string, unknown>>

/** Puts the tool calls of a response together. `index` is an item's place in the output. */
export interface ResponsesToolCalls {
  /** The events of an item that has been added. */
  begin(item: Fields, index: number): ChatEvent[]
  /** The events of a piece of a call's arguments. */
  write(index: number, text: unknown): ChatEvent[]
  /** The events of a call's arguments, complete. They count, whatever the pieces were. */
  settle(index: number, text: unknown): ChatEvent[]
  /** The events of an item that is complete. */
  finish(item: Fields, index: number): ChatEvent[]
  /** Told of another response in the same stream: its items take the place of those before. */
  next(): void
  /** The events that complete all calls. */
  end(): ChatEvent[]
  count(): number
}

interface ToolCall {
  readonly id: string
  readonly name: string
  readonly index: number
  /** Which response of the stream it belongs to. */
  readonly response: number
  arguments: string
}

const mostCalls = 1_000

/** The tool calls of one reply. */
export function createResponsesToolCalls(): ResponsesToolCalls {
  const calls = new Map<string, ToolCall>()
  /** The latest call at each place. */
  const latest = new Map<number, ToolCall>()
  let response = 0
  const limited = createPieceLimit()

  function begin(item: Fields, index: number): ChatEvent[] {
    if (!isText(item.name) || find(item, index) !== undefined) return []
    if (calls.size >= mostCalls) throw new ChatError('server', 'The provider asks for too many tools at once.')
    const before = latest.get(index)
    if (before !== undefined && before.response !== response) calls.delete(before.id)
    const call = { id: idOf(item) ?? `call_${newId()}`, name: item.name, index, response, arguments: '' }
    calls.set(call.id, call)
    latest.set(index, call)
    return [{ type: 'tool-call-start', id: call.id, name: call.name }]
  }

  function find(item: Fields, index: number): ToolCall | undefined {
    const id = idOf(item)
    return id === undefined ? at(index) : calls.get(id)
  }

  function at(index: number): ToolCall | undefined {
    const call = latest.get(index)
    return call?.response === response ? call : undefined
  }

  /** Some servers send no pieces. What is written anew counts for what was written before. */
  function settle(call: ToolCall | undefined, given: unknown): ChatEvent[] {
    const text = argumentsOf(given)
    if (call === undefined || text === '') return []
    const isNew = call.arguments === ''
    limited(text.slice(call.arguments.length))
    call.arguments = text
    return isNew ? [{ type: 'tool-call-delta', id: call.id, text }] : []
  }

  return {
    begin,
    write(index, text) {
      const call = at(index)
      if (call === undefined || !isText(text)) return []
      call.arguments += limited(text)
      return [{ type: 'tool-call-delta', id: call.id, text }]
    },
    settle: (index, text) => settle(at(index), text),
    finish(item, index) {
      const begun = begin(item, index)
      return [...begun, ...settle(find(item, index), item.arguments)]
    },
    next() {
      response += 1
    },
    end: () => [...calls.values()].sort((left, right) => left.index - right.index).map(complete),
    count: () => calls.size,
  }
}

function idOf({ call_id, id }: Fields): string | undefined {
  if (isText(call_id)) return call_id
  return isText(id) ? id : undefined
}

function complete({ id, name, arguments: text }: ToolCall): ChatEvent {
  return { type: 'tool-call', id, name, arguments: text === '' ? '{}' : text }
}
