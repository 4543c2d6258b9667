/** How an answer's deltas arrive: one per task, as fast as they are read, or fifty with every read. */
export type Delivery = 'task' | 'burst' | 'bulk'

const encoder = new TextEncoder()
const event = (part: object) => encoder.encode(`data: ${JSON.stringify(part)}\n\n`)
const words = [' the', ' quick', ' brown', '今天', '天气', ' jumps', '。', ' over']
const deltas = words.map((delta) => event({ type: 'text-delta', id: '0', delta }))

export const textOf = (count: number) =>
  Array.from({ length: count }, (_, index) => words[index % words.length]).join('')

/** A response with `count` text deltas as a UI message stream. */
export function answer(count: number, delivery: Delivery): Response {
  let sent = -1
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (delivery === 'task') await new Promise((resolve) => setImmediate(resolve))
        if (sent < 0) {
          sent = 0
          controller.enqueue(
            join(
              [{ type: 'start', messageId: 'a' }, { type: 'start-step' }, { type: 'text-start', id: '0' }].map(event),
            ),
          )
        } else if (sent < count) {
          const size = delivery === 'bulk' ? 50 : 1
          const batch: Uint8Array[] = []
          while (batch.length < size && sent < count) batch.push(deltas[sent++ % deltas.length]!)
          controller.enqueue(join(batch))
        } else {
          controller.enqueue(
            join([
              ...[{ type: 'text-end', id: '0' }, { type: 'finish-step' }, { type: 'finish' }].map(event),
              encoder.encode('data: [DONE]\n\n'),
            ]),
          )
          controller.close()
        }
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' },
  })
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  return new Uint8Array(Buffer.concat(pieces))
}
