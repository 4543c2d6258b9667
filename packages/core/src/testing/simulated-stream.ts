import { type Clock, sleep } from '../chat/clock.ts'
import type { Fault } from './fault.ts'
import type { SimulatedReply, SimulatedWire } from './simulated-wire.ts'

/** What the simulator knows of a call and tells whoever tests with it. */
export interface CallRecord {
  sent: number
  ending: 'open' | 'complete' | 'fault' | 'cancelled'
}

export interface StreamOptions {
  wire: SimulatedWire
  reply: SimulatedReply
  record: CallRecord
  fault: Fault | undefined
  clock: Clock
  signal: AbortSignal
  firstTokenMs: number
  tokensPerSecond: number
}

/** The body of a streamed reply. It is written only as fast as it is read, and ends when its reader goes. */
export function simulatedStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { record, signal } = options
  const gone = new AbortController()
  const frames = write({ ...options, signal: gone.signal })
  const encoder = new TextEncoder()
  let onAbort = () => {}

  function leave(reason: unknown): void {
    if (record.ending === 'open') record.ending = 'cancelled'
    signal.removeEventListener('abort', onAbort)
    gone.abort(reason)
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        onAbort = () => {
          leave(signal.reason)
          controller.error(signal.reason)
        }
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      },
      async pull(controller) {
        try {
          const { done, value } = await frames.next()
          if (!done) return controller.enqueue(encoder.encode(value))
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        signal.removeEventListener('abort', onAbort)
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
}

async function* write(options: StreamOptions): AsyncGenerator<string, void> {
  const { wire, reply, record, fault, clock, signal, firstTokenMs, tokensPerSecond } = options
  const failsAt = fault !== undefined && 'after' in fault ? (fault.after ?? 1) : isMidStream(fault) ? 1 : undefined
  const startMs = clock.monotonic() + firstTokenMs

  for (const [index, piece] of reply.pieces.entries()) {
    const dueMs = startMs + (index / tokensPerSecond) * 1_000
    const waitMs = dueMs - clock.monotonic()
    if (waitMs > 0) await sleep(waitMs, { clock, signal })
    if (index === failsAt) break
    record.sent++
    yield index === 0 ? wire.begin(reply) + wire.piece(reply, piece) : wire.piece(reply, piece)
  }
  if (failsAt === undefined) {
    record.ending = 'complete'
    yield (reply.pieces.length === 0 ? wire.begin(reply) : '') + wire.end(reply)
    return
  }
  yield* fail(options)
}

/** What comes in place of the rest. */
async function* fail({ wire, record, fault, signal }: StreamOptions): AsyncGenerator<string, void> {
  switch (fault?.type) {
    case 'stall':
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
      return
    case 'cut':
      record.ending = 'fault'
      if (fault.isTorn) throw new TypeError('terminated')
      return
    case 'error-event':
      record.ending = 'fault'
      yield wire.failureFrame(fault.error ?? {})
      return
    case 'garbage':
      record.ending = 'fault'
      yield 'data: {"choices":[{"delta":{"content":"\n\ndata: \u0000\ufffd<oops\n\n'
      return
  }
}

function isMidStream(fault: Fault | undefined): boolean {
  return fault !== undefined && ['stall', 'cut', 'error-event', 'garbage'].includes(fault.type)
}
