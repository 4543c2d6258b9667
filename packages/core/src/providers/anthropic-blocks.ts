import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, ReasoningDeltaEvent } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { isRecord } from '../chat/record.ts'
import { argumentsOf, isText } from './fields.ts'
import { createPieceLimit } from './piece-limit.ts'
import { createSources } from './sources.ts'

type Fields = Readonly<Record<string, unknown>>

/** Puts the content of a reply together from its blocks. */
export interface AnthropicBlocks {
  start(index: unknown, block: Fields): ChatEvent[]
  read(index: unknown, delta: Fields): ChatEvent[]
  stop(index: unknown): ChatEvent[]
  /** The events that complete what is open: at its longest an answer stops without ending its block. */
  end(): ChatEvent[]
}

interface OpenCall {
  id: string
  name: string
  arguments: string
  /** What the block began with: in a stream an empty object. */
  input: unknown
}

const mostBlocks = 1_000

/** The blocks of one reply. */
export function createAnthropicBlocks(): AnthropicBlocks {
  const calls = new Map<unknown, OpenCall>()
  const signatures = new Map<unknown, string>()
  const toSource = createSources()
  const limited = createPieceLimit()
  let kept = 0

  /** What is found and what is quoted are told of in the same way, and mostly both. */
  const cite = ({ url, title }: Fields): ChatEvent[] => toSource(url, title)

  const citeAll = (list: unknown) =>
    Array.isArray(list) ? list.flatMap((item: unknown) => (isRecord(item) ? cite(item) : [])) : []

  function keep(): void {
    kept += 1
    if (kept > mostBlocks) throw new ChatError('server', 'The provider sent an answer of too many parts.')
  }

  function sign(index: unknown, signature: unknown): void {
    if (!isText(signature)) return
    const known = signatures.get(index)
    if (known === undefined) keep()
    signatures.set(index, (known ?? '') + limited(signature))
  }

  function begin(index: unknown, block: Fields): ChatEvent[] {
    keep()
    const id = isText(block.id) ? block.id : `call_${newId()}`
    const { name } = block
    if (!isText(name)) throw new ChatError('server', 'The provider asks for a tool without a name.')
    calls.set(index, { id, name, arguments: '', input: block.input })
    return [{ type: 'tool-call-start', id, name }]
  }

  function stop(index: unknown): ChatEvent[] {
    const signature = signatures.get(index)
    const call = calls.get(index)
    signatures.delete(index)
    calls.delete(index)
    if (call !== undefined) return complete(call)
    return signature === undefined ? [] : [endOfThoughts({ signature })]
  }

  return {
    start(index, block) {
      const events = stop(index)
      switch (block.type) {
        case 'text':
          if (isText(block.text)) events.push({ type: 'text-delta', text: block.text })
          events.push(...citeAll(block.citations))
          return events
        case 'thinking':
          if (isText(block.thinking)) events.push({ type: 'reasoning-delta', text: block.thinking })
          sign(index, block.signature)
          return events
        case 'redacted_thinking':
          if (isText(block.data)) events.push(endOfThoughts({ redactedData: block.data }))
          return events
        case 'tool_use':
          events.push(...begin(index, block))
          return events
        case 'web_search_tool_result':
          events.push(...citeAll(block.content))
          return events
        default:
          // Tools that the server itself runs, and whatever comes with later versions.
          return events
      }
    },

    read(index, delta) {
      switch (delta.type) {
        case 'text_delta':
          return isText(delta.text) ? [{ type: 'text-delta', text: delta.text }] : []
        case 'thinking_delta':
          return isText(delta.thinking) ? [{ type: 'reasoning-delta', text: delta.thinking }] : []
        case 'signature_delta':
          sign(index, delta.signature)
          return []
        case 'input_json_delta': {
          const call = calls.get(index)
          const text = argumentsOf(delta.partial_json)
          if (call === undefined || text === '') return []
          call.arguments += limited(text)
          return [{ type: 'tool-call-delta', id: call.id, text }]
        }
        case 'citations_delta':
          return isRecord(delta.citation) ? cite(delta.citation) : []
        default:
          return []
      }
    },

    stop,
    end: () => [...signatures.keys(), ...calls.keys()].flatMap(stop),
  }
}

function endOfThoughts(said: { signature: string } | { redactedData: string }): ReasoningDeltaEvent {
  return { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: said } }
}

function complete({ id, name, arguments: text, input }: OpenCall): ChatEvent[] {
  if (text !== '') return [{ type: 'tool-call', id, name, arguments: text }]
  if (!isRecord(input) || Object.keys(input).length === 0) return [{ type: 'tool-call', id, name, arguments: '{}' }]
  const whole = JSON.stringify(input)
  return [
    { type: 'tool-call-delta', id, text: whole },
    { type: 'tool-call', id, name, arguments: whole },
  ]
}
