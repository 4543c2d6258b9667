import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { postJson, readErrorText, readText } from './http.ts'

const signal = new AbortController().signal
const encoder = new TextEncoder()

describe('readText', () => {
  it('reads text whose characters are torn apart', async () => {
    const bytes = [...encoder.encode('你好 👋🏽')].map((byte) => Uint8Array.of(byte))
    const body = new ReadableStream({
      pull(controller) {
        const next = bytes.shift()
        if (next === undefined) controller.close()
        else controller.enqueue(next)
      },
    })
    expect(await readText(new Response(body), 100, signal)).toBe('你好 👋🏽')
  })

  it('is empty where there is no body', async () => {
    expect(await readText(new Response(null), 100, signal)).toBe('')
  })

  it('reads as much as allowed, refuses more and ends the body', async () => {
    let cancelled = false
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(encoder.encode('12345')),
        cancel() {
          cancelled = true
        },
      })
    expect(await readText(new Response('12345'), 5, signal)).toBe('12345')
    await expect(readText(new Response('123456'), 5, signal)).rejects.toMatchObject({ code: 'server' })
    await expect(readText(new Response(endless()), 1_000, signal)).rejects.toMatchObject({ code: 'server' })
    expect(cancelled).toBe(true)
  })

  it('is interrupted when the body breaks off', async () => {
    const cause = new TypeError('terminated')
    const body = new ReadableStream({ pull: (controller) => controller.error(cause) })
    await expect(readText(new Response(body), 100, signal)).rejects.toMatchObject({ code: 'interrupted', cause })
  })
})

describe('readErrorText', () => {
  const clock = createTestClock()
  const saying = (text: string, cancelled: unknown[] = []) =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(encoder.encode(text)),
        cancel: (why) => void cancelled.push(why),
      }),
    )

  it('reads what comes within two seconds, and ends the body', async () => {
    const cancelled: unknown[] = []
    const reading = readErrorText(saying('{"error":', cancelled), clock, signal)
    await clock.advance(1_999)
    expect(cancelled).toHaveLength(0)
    await clock.advance(1)
    expect(await reading).toBe('{"error":')
    expect(cancelled).toHaveLength(1)
  })

  it('reads no more than the beginning of what is long', async () => {
    const text = await readErrorText(saying('x'.repeat(70_000)), clock, signal)
    expect(text).toHaveLength(70_000)
    expect(clock.pendingTimers).toBe(0)
  })

  it('takes what came before it broke off', async () => {
    const broken = (text: string) =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(encoder.encode(text)),
          pull: (controller) => controller.error(new TypeError('terminated')),
        }),
      )
    expect(await readErrorText(broken('No'), clock, signal)).toBe('No')
    expect(await readErrorText(broken(''), clock, signal)).toContain('terminated')
    expect(await readErrorText(new Response(null), clock, signal)).toBe('')
  })

  it('ends with the signal', async () => {
    const call = new AbortController()
    const reading = readErrorText(saying('No'), clock, call.signal)
    call.abort('stop')
    await expect(reading).rejects.toBe('stop')
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('postJson', () => {
  const post = { url: 'https://example.com/', body: {}, signal }
  const fetch = async () => new Response('ok')

  it('says that there is no credential when there is none, and keeps why to itself', async () => {
    const cause = new Error('vault down')
    const apply = () => {
      throw cause
    }
    const failed = postJson({ ...post, fetch, authorize: { apply } })
    await expect(failed).rejects.toMatchObject({ code: 'auth', message: 'The server has no credential.', cause })
  })

  it('waits for no credential once the call is aborted', async () => {
    const call = new AbortController()
    const waiting = postJson({ ...post, signal: call.signal, fetch, authorize: { apply: () => new Promise(() => {}) } })
    call.abort('gone')
    await expect(waiting).rejects.toBe('gone')
  })

  it('waits for no fetch that does not heed the signal, and gives up its late reply', async () => {
    const call = new AbortController()
    let isCancelled = false
    let reply = (_: Response) => {}
    const deaf = () => new Promise<Response>((resolve) => (reply = resolve))
    const waiting = postJson({ ...post, signal: call.signal, fetch: deaf })
    await Promise.resolve()
    call.abort('gone')
    await expect(waiting).rejects.toBe('gone')
    const cancel = () => {
      isCancelled = true
    }
    reply(new Response(new ReadableStream({ cancel })))
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(isCancelled).toBe(true)
  })

  it('calls a fetch that throws at once a failure of the network', async () => {
    const broken = () => {
      throw new TypeError('no fetch here')
    }
    await expect(postJson({ ...post, fetch: broken })).rejects.toMatchObject({ code: 'network' })
  })
})
