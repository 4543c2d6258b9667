import { anthropicText, anthropicThinking, anthropicTools } from './anthropic.ts'
import { baiduText } from './baidu-v1.ts'
import { chatReasoning, chatText, chatTools, completions } from './chat.ts'
import { responsesReasoning, responsesText, responsesTools } from './responses.ts'

/** What is decoded: an answer of so many deltas, by its wire and what its deltas hold. */
export const wires = {
  'chat: text': chatText,
  'chat: tool arguments': chatTools,
  'chat: reasoning': chatReasoning,
  'responses: text': responsesText,
  'responses: tool arguments': responsesTools,
  'responses: reasoning': responsesReasoning,
  completions,
  'anthropic: text': anthropicText,
  'anthropic: tool arguments': anthropicTools,
  'anthropic: thinking': anthropicThinking,
  'baidu v1': baiduText,
} as const

export type WireName = keyof typeof wires

/** Reads the answer that `fetch` gives to its end, and says how many deltas it had. None: not a wire of theirs. */
export type ReadAnswer = (wire: WireName, fetch: () => Promise<Response>) => Promise<number> | undefined

/** An answer as bytes. */
export interface Prepared {
  bytes: Uint8Array
  /** Where each event ends. */
  ends: readonly number[]
}

export function prepare(wire: WireName, deltas: number): Prepared {
  const encoder = new TextEncoder()
  const events = wires[wire](deltas)
  let end = 0
  const ends = events.map((event) => {
    end += Buffer.byteLength(event)
    return end
  })
  return { bytes: encoder.encode(events.join('')), ends }
}

/** A response whose every read has as many events. */
export function respond({ bytes, ends }: Prepared, eventsPerRead: number): Response {
  let sent = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const from = sent === 0 ? 0 : ends[sent - 1]
        sent = Math.min(sent + eventsPerRead, ends.length)
        controller.enqueue(bytes.subarray(from, ends[sent - 1]))
        if (sent === ends.length) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
