import { systemClock } from '@sluice/core'
import type { ChunkStream } from '../transport/chat-transport.ts'
import { untilOnline } from '../transport/until-online.ts'
import type { AnswerRun } from './answer-run.ts'
import { asChatError } from './as-chat-error.ts'

export interface FollowOptions {
  run: AnswerRun
  /** The first connection; `null` if there is no such answer. */
  connect: () => Promise<ChunkStream | null>
  /** Whether the first connection may be tried again: it asks for nothing new. */
  isRejoin: boolean
  /** Another connection to the same answer, after the event that was read last; `null` if the server knows of none. */
  reconnect: (lastEventId: string) => Promise<ChunkStream | null>
}

// 25 s in all: longer than a lift or a change of networks takes, and no longer than a server keeps the run for us.
const waitsMs = [0, 500, 1_000, 2_000, 4_000, 8_000, 10_000]

/**
 * Reads an answer to its end. If the connection breaks and the server logs the run, connects again and goes on after the
 * last event; gives up after seven tries in a row that bring nothing. Says whether there was an answer at all.
 *
 * @throws as `AnswerRun.read`
 */
export async function followAnswer({ run, connect, isRejoin, reconnect }: FollowOptions): Promise<boolean> {
  let tries = 0
  let stream = isRejoin ? await again(connect, undefined) : await connect()
  if (stream === null) return false
  for (;;) {
    const { lastEventId } = run
    try {
      await run.read(stream)
      return true
    } catch (error) {
      const place = run.lastEventId
      if (!run.isCut || !run.isLogged || place === undefined) throw error
      if (place !== lastEventId) tries = 0
      stream = await again(() => reconnect(place), error)
      if (stream === null) throw error
    }
  }

  /** Throws what broke the connection if it cannot be made again; `null` if the server will not go on. */
  async function again(open: FollowOptions['connect'], cut: unknown): Promise<ChunkStream | null> {
    for (const waitMs of waitsMs.slice(tries)) {
      tries++
      if (cut !== undefined) run.tell({ notice: 'reconnecting', reason: asChatError(cut).code })
      if (waitMs > 0) await untilOnline(waitMs, { clock: systemClock, signal: run.signal })
      try {
        return await open()
      } catch (error) {
        run.signal.throwIfAborted()
        // A server that answers, and refuses, will do so again.
        if (asChatError(error).code !== 'network') return null
        cut ??= error
      }
    }
    throw cut
  }
}
