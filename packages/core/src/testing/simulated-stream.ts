import { type Clock, sleep } from '../chat/clock.ts'
import { type Fault, sprinkle } from './fault.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import type { FrameWriter } from './simulated-wire.ts'

/** What the simulator knows of a call and tells whoever tests with it. */
export interface CallRecord {
  sent: number
  ending: 'open' | 'complete' | 'fault' | 'cancelled'
}

/** How events are laid out in bytes; a reader must take all. */
export interface SimulatedFraming {
  /** What ends a line. @default 'lf' */
  lineEnd?: 'lf' | 'crlf' | undefined
  /** Whether a byte order mark comes first. @default false */
  hasByteOrderMark?: boolean | undefined
}

export interface StreamOptions {
  frames: FrameWriter
  pieces: readonly AnswerPiece[]
  record: CallRecord
  fault: Fault | undefined
  clock: Clock
  signal: AbortSignal
  firstTokenMs: number
  tokensPerSecond: number
  framing: SimulatedFraming | undefined
}

/** The body of a streamed reply. It is written only as fast as it is read, and ends when its reader goes. */
export function simulatedStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { record, signal } = options
  const gone = new AbortController()
  const texts = lay(write({ ...options, signal: gone.signal }), options.framing ?? {})
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
          const { done, value } = await texts.next()
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

/** Lays out texts as bytes will have them, and leaves out those that are empty. */
async function* lay(
  texts: AsyncGenerator<string, void>,
  { lineEnd = 'lf', hasByteOrderMark = false }: SimulatedFraming,
): AsyncGenerator<string, void> {
  let before = hasByteOrderMark ? '\ufeff' : ''
  for await (const text of texts) {
    if (text === '') continue
    yield before + (lineEnd === 'lf' ? text : text.replaceAll('\n', '\r\n'))
    before = ''
  }
}

async function* write(options: StreamOptions): AsyncGenerator<string, void> {
  const { frames, pieces, record, fault, clock, signal, firstTokenMs, tokensPerSecond } = options
  const failsAt = fault !== undefined && 'after' in fault ? (fault.after ?? 1) : isMidStream(fault) ? 1 : undefined
  const startMs = clock.monotonic() + firstTokenMs
  const mixed = (text: string) => (fault?.type === 'unknown-events' && text !== '' ? sprinkle(text) : text)

  for (const [index, piece] of pieces.entries()) {
    const dueMs = startMs + (index / tokensPerSecond) * 1_000
    const waitMs = dueMs - clock.monotonic()
    if (waitMs > 0) await sleep(waitMs, { clock, signal })
    if (index === failsAt) break
    record.sent++
    yield mixed((index === 0 ? frames.begin() : '') + frames.piece(piece))
  }
  if (failsAt === undefined) {
    record.ending = 'complete'
    yield mixed((pieces.length === 0 ? frames.begin() : '') + frames.end())
    return
  }
  yield* fail(options)
}

/** What comes in place of the rest. */
async function* fail({ frames, pieces, record, fault, signal }: StreamOptions): AsyncGenerator<string, void> {
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
      yield frames.fail(fault.error ?? {})
      return
    case 'garbage': {
      record.ending = 'fault'
      const piece = pieces[record.sent]
      const frame = piece === undefined ? '' : frames.piece(piece)
      yield `${frame.trimEnd().slice(0, -3) || 'data: {'}\n\ndata: \u0000\ufffd<oops\n\n`
      return
    }
  }
}

function isMidStream(fault: Fault | undefined): boolean {
  return fault !== undefined && ['stall', 'cut', 'error-event', 'garbage'].includes(fault.type)
}
