import { ChatError } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AnswerRun } from './answer-run.ts'
import { followAnswer } from './follow-answer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const network = () => new ChatError('network', 'The server could not be reached.')
const cut = () => new ChatError('interrupted', 'The answer broke off before its end.')
const stream = () => new ReadableStream()

/** A run that reads what it is told to: each step is an error, or the end. It comes one event further with `true`. */
function runThat(...steps: readonly { fails?: unknown; reads?: boolean }[]) {
  const controller = new AbortController()
  const run = {
    signal: controller.signal,
    isLogged: true as boolean | undefined,
    isCut: false,
    lastEventId: 'run.1',
    notices: [] as string[],
    stop: () => controller.abort(new DOMException('Stopped.', 'AbortError')),
    tell: ({ notice }: { notice: string }) => void run.notices.push(notice),
    async read() {
      const { fails, reads } = steps[read++] ?? {}
      if (reads) run.lastEventId = `run.${read + 1}`
      run.isCut = fails !== undefined
      if (fails !== undefined) throw fails
    },
  }
  let read = 0
  return run
}
const follow = (run: ReturnType<typeof runThat>, more: Partial<Parameters<typeof followAnswer>[0]>) =>
  followAnswer({
    run: run as unknown as AnswerRun,
    connect: async () => stream(),
    isRejoin: false,
    reconnect: async () => stream(),
    ...more,
  })

describe('following an answer', () => {
  it('connects again at once, after the event that was read last', async () => {
    const run = runThat({ fails: cut(), reads: true }, {})
    const reconnect = vi.fn(async () => stream())
    expect(await follow(run, { reconnect })).toBe(true)
    expect(reconnect).toHaveBeenCalledExactlyOnceWith('run.2')
    expect(run.notices).toEqual(['reconnecting'])
  })

  it('waits longer from try to try while the server cannot be reached, then gives up with what broke it', async () => {
    const error = cut()
    const reconnect = vi.fn(async () => {
      throw network()
    })
    const followed = follow(runThat({ fails: error }), { reconnect }).catch((thrown: unknown) => thrown)
    const counts: number[] = []
    for (const waitMs of [0, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 60_000]) {
      await vi.advanceTimersByTimeAsync(waitMs)
      counts.push(reconnect.mock.calls.length)
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 7])
    expect(await followed).toBe(error)
  })

  it('begins to count anew when something has come', async () => {
    const breaks = Array.from({ length: 20 }, () => ({ fails: cut(), reads: true }))
    expect(await follow(runThat(...breaks, {}), {})).toBe(true)
  })

  it('does not go on for ever with a server that sends nothing', async () => {
    const error = cut()
    const breaks = Array.from({ length: 20 }, () => ({ fails: error }))
    const followed = follow(runThat(...breaks), {}).catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await followed).toBe(error)
  })

  it.each([
    ['knows nothing of it', async () => null],
    ['refuses', () => Promise.reject(new ChatError('unauthenticated', 'Please sign in.'))],
  ])('gives up at once where the server %s', async (_, reconnect) => {
    const error = cut()
    await expect(follow(runThat({ fails: error }), { reconnect })).rejects.toBe(error)
  })

  it('does not connect again where the server logs nothing, or has ended the answer itself', async () => {
    const reconnect = vi.fn(async () => stream())
    const unlogged = Object.assign(runThat({ fails: cut() }), { isLogged: undefined })
    await expect(follow(unlogged, { reconnect })).rejects.toThrow()
    const ended = runThat({ fails: cut() })
    Object.defineProperty(ended, 'isCut', { get: () => false, set: () => {} })
    await expect(follow(ended, { reconnect })).rejects.toThrow()
    expect(reconnect).not.toHaveBeenCalled()
  })

  it('ends while it waits when it is stopped', async () => {
    const run = runThat({ fails: cut() })
    const reconnect = () => Promise.reject(network())
    const followed = follow(run, { reconnect }).catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(100)
    run.stop()
    expect(await followed).toBe(run.signal.reason)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('rejoining an answer', () => {
  it('tries again while the server cannot be reached', async () => {
    let tries = 0
    const connect = async () => {
      if (++tries < 3) throw network()
      return stream()
    }
    const followed = follow(runThat({}), { connect, isRejoin: true })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(await followed).toBe(true)
  })

  it('says that there is none', async () => {
    expect(await follow(runThat({}), { connect: async () => null, isRejoin: true })).toBe(false)
    const refused = () => Promise.reject(new ChatError('not-found', 'No.'))
    expect(await follow(runThat({}), { connect: refused, isRejoin: true })).toBe(false)
  })

  it('is not how a new answer is asked for: that is sent once', async () => {
    const connect = vi.fn(() => Promise.reject(network()))
    await expect(follow(runThat({}), { connect })).rejects.toMatchObject({ code: 'network' })
    expect(connect).toHaveBeenCalledTimes(1)
  })
})
