import { ChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { isTooLarge, readJson } from './read-json.ts'

function upload(body: BodyInit, headers: Record<string, string> = {}): Request {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, duplex: 'half' }
  return new Request('http://app.test/', init as RequestInit)
}

/** An upload that knows how much of it was read and whether it was cancelled. */
function endless(chunkBytes: number) {
  const seen = { bytes: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      seen.bytes += chunkBytes
      controller.enqueue(new Uint8Array(chunkBytes).fill(32))
    },
    cancel() {
      seen.isCancelled = true
    },
  })
  return { body, seen }
}

async function failure(promise: Promise<unknown>): Promise<ChatError> {
  return promise.then(
    () => expect.unreachable(),
    (error: ChatError) => error,
  )
}

describe('readJson', () => {
  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.chat+json'])(
    'reads %s',
    async (type) => {
      expect(await readJson(upload('{"a":[1]}', { 'content-type': type }), 100)).toEqual({ a: [1] })
    },
  )

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', 'text/json'])(
    'refuses %s, which a form of another site could send without asking',
    async (type) => {
      const error = await failure(readJson(upload('{}', { 'content-type': type }), 100))
      expect(error).toMatchObject({ code: 'bad-request', message: expect.stringContaining('content-type') })
    },
  )

  it('refuses a body without a content type', async () => {
    const request = new Request('http://app.test/', { method: 'POST', body: new TextEncoder().encode('{}') })
    expect((await failure(readJson(request, 100))).message).toContain('content-type')
  })

  it.each(['', '{', '{"a":1}}', 'undefined'])('refuses what is no JSON: %j', async (body) => {
    const error = await failure(readJson(upload(body), 100))
    expect(error).toMatchObject({ code: 'bad-request', message: 'The body is not valid JSON.' })
    expect(isTooLarge(error)).toBe(false)
  })

  it('reads text whose characters are cut between chunks', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ text: '你好 🎉' }))
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    expect(await readJson(upload(body), 100)).toEqual({ text: '你好 🎉' })
  })

  it('counts bytes, not characters, and accepts exactly as many as are allowed', async () => {
    const text = '"你好"'
    expect(await readJson(upload(text), 8)).toBe('你好')
    expect(isTooLarge(await failure(readJson(upload(text), 7)))).toBe(true)
  })

  it('does not read a body that says itself that it is too large', async () => {
    const { body, seen } = endless(10)
    const error = await failure(readJson(upload(body, { 'content-length': '1001' }), 1_000))
    expect(isTooLarge(error)).toBe(true)
    // The one chunk that every stream keeps ready.
    expect(seen.bytes).toBeLessThanOrEqual(10)
  })

  it('stops reading a body that turns out to be too large, whatever it said before', async () => {
    const { body, seen } = endless(100)
    const error = await failure(readJson(upload(body, { 'content-length': '5' }), 1_000))
    expect(isTooLarge(error)).toBe(true)
    expect(seen.bytes).toBeLessThanOrEqual(1_300)
    expect(seen.isCancelled).toBe(true)
  })

  it('tells errors of too large a body from errors that only read alike', () => {
    expect(isTooLarge(new ChatError('bad-request', 'The body is larger than 5 bytes.'))).toBe(false)
  })
})
