import { isDeepStrictEqual } from 'node:util'

/** How an answer's deltas arrive: one per task, as fast as they are read, or fifty with every read. */
export type Delivery = 'task' | 'burst' | 'bulk'

/** What is answered, and after how long a conversation. */
export interface Scenario {
  /** Text, or the input of a tool. */
  kind: 'text' | 'tool'
  deltas: number
  delivery: Delivery
  /** How many messages there are before. */
  history: number
}

interface Message {
  id: string
  role: 'user' | 'assistant'
  parts: { type: string; text?: string; state?: string; input?: unknown }[]
}

const encoder = new TextEncoder()
const event = (part: object) => encoder.encode(`data: ${JSON.stringify(part)}\n\n`)
const words = [' the', ' quick', ' brown', '今天', '天气', ' jumps', '。', ' over']
const textOf = (count: number) => Array.from({ length: count }, (_, index) => words[index % words.length]).join('')
const deltaLength = 20

/** The JSON of a tool's input that has exactly as many characters as the deltas hold. */
function toolInput(deltas: number): string {
  const rows: object[] = []
  const length = deltas * deltaLength
  const json = (note: string) => JSON.stringify({ title: '天气', rows, note })
  for (let left = length - 200; left > 0; left -= JSON.stringify(rows.at(-1)).length + 1) {
    rows.push({
      id: rows.length,
      name: `row "${rows.length}"`,
      tags: ['今天', 'quick'],
      done: rows.length % 2 === 0,
      price: 1.5,
    })
  }
  return json('x'.repeat(length - json('').length))
}

/** The events of an answer; the deltas are between the first and the last. */
function eventsOf({ kind, deltas }: Scenario): Uint8Array[] {
  const start = [{ type: 'start', messageId: 'a' }, { type: 'start-step' }]
  const end = [{ type: 'finish-step' }, { type: 'finish' }]
  if (kind === 'text') {
    const text = words.map((delta) => event({ type: 'text-delta', id: '0', delta }))
    return [
      join([...start, { type: 'text-start', id: '0' }].map(event)),
      ...Array.from({ length: deltas }, (_, index) => text[index % text.length]!),
      join([{ type: 'text-end', id: '0' }, ...end].map(event)),
    ]
  }
  const call = { toolCallId: 'call', toolName: 'write' }
  const json = toolInput(deltas)
  return [
    join([...start, { type: 'tool-input-start', ...call }].map(event)),
    ...Array.from({ length: deltas }, (_, index) => {
      const inputTextDelta = json.slice(index * deltaLength, (index + 1) * deltaLength)
      return event({ type: 'tool-input-delta', toolCallId: 'call', inputTextDelta })
    }),
    join([{ type: 'tool-input-available', ...call, input: JSON.parse(json) }, ...end].map(event)),
  ]
}

// Made once, so that collecting its garbage is no part of what is measured.
const prepared = new Map<string, unknown>()
function once<Value>(key: string, make: () => Value): Value {
  if (!prepared.has(key)) prepared.set(key, make())
  return prepared.get(key) as Value
}

/** A response with the scenario's answer as a UI message stream. */
export function answer(scenario: Scenario): Response {
  const { kind, delivery, deltas } = scenario
  const events = once(`${kind} ${deltas}`, () => eventsOf(scenario))
  const size = delivery === 'bulk' ? 50 : 1
  let sent = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (delivery === 'task') await new Promise((resolve) => setImmediate(resolve))
        if (sent > deltas) {
          controller.enqueue(join([events[sent]!, encoder.encode('data: [DONE]\n\n')]))
          return controller.close()
        }
        const end = sent === 0 ? 1 : Math.min(sent + size, deltas + 1)
        controller.enqueue(join(events.slice(sent, end)))
        sent = end
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' },
  })
}

/** Whether the last of the messages is the scenario's answer. */
export function isAnswered({ kind, deltas, history }: Scenario, messages: readonly Message[]): boolean {
  const part = messages.at(-1)?.parts.at(-1)
  if (messages.length !== history + 2) return false
  const expected = once(`${kind} ${deltas}, read`, () =>
    kind === 'text' ? textOf(deltas) : JSON.parse(toolInput(deltas)),
  )
  if (kind === 'text') return part?.text === expected
  return part?.state === 'input-available' && isDeepStrictEqual(part.input, expected)
}

/** A conversation of as many messages, of a hundred words each. */
export function historyOf(count: number): Message[] {
  return once(`${count} messages`, () =>
    Array.from({ length: count }, (_, index) => ({
      id: `h${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text: `${index}${textOf(100)}` }],
    })),
  )
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  return new Uint8Array(Buffer.concat(pieces))
}
