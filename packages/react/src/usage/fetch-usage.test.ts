import { ChatError, isChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { answering } from '../test-support/answering.ts'
import { callerUsage } from '../test-support/caller-usage.ts'
import { fetchUsage, type UsageRequest } from './fetch-usage.ts'

const never = new AbortController().signal

async function asked(request: UsageRequest) {
  const server = answering(() => Response.json(callerUsage()))
  const usage = await fetchUsage({ fetch: server.fetch, ...request }, never)
  return { usage, ...server.asked[0]! }
}
async function failureOf(respond: () => Response | Promise<Response>, signal = never): Promise<ChatError> {
  const error: unknown = await fetchUsage({ fetch: answering(respond).fetch }, signal).catch(
    (thrown: unknown) => thrown,
  )
  if (!isChatError(error)) throw new Error(`No ChatError: ${error}`)
  return error
}

describe('asking for usage', () => {
  it.each([
    [undefined, '/api/chat/usage'],
    ['/ai/', '/ai/usage'],
    ['https://api.example.com/chat?tenant=1', 'https://api.example.com/chat/usage?tenant=1'],
  ])('goes to the address of the chat: %s', async (api, url) => {
    expect((await asked({ api })).url).toBe(url)
  })

  it('has the headers and the credentials of now', async () => {
    const headers = async () => ({ authorization: 'Bearer t', 'x-none': undefined as never })
    const { usage, init, headers: sent } = await asked({ headers, credentials: () => 'include' })
    expect(usage).toEqual(callerUsage())
    expect([init.credentials, init.method ?? 'GET']).toEqual(['include', 'GET'])
    expect([sent.get('authorization'), sent.get('x-none')]).toEqual(['Bearer t', null])
  })
})

describe('an answer that tells of no usage', () => {
  it('is the refusal that the server names', async () => {
    const error = { code: 'unauthenticated', message: 'Please sign in.', requestId: 'r1' }
    expect(await failureOf(() => Response.json({ error }, { status: 401 }))).toMatchObject(error)
  })

  it.each<[string, () => Response]>([
    ['is a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['has no content', () => new Response(null, { status: 204 })],
    ['says nothing', () => new Response('', { headers: { 'content-type': 'application/json' } })],
    ['is broken JSON', () => new Response('{"caller":', { headers: { 'content-type': 'application/json' } })],
    ['is of another kind', () => Response.json({ usage: 5 })],
  ])('is a failure of the server: it %s', async (_, respond) => {
    expect(await failureOf(respond)).toMatchObject({ code: 'server' })
  })

  it('is no failure of ours, where the server cannot be reached', async () => {
    expect(await failureOf(() => Promise.reject(new TypeError('fetch failed')))).toMatchObject({ code: 'network' })
  })

  it('is not read for ever', async () => {
    let pulls = 0
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          pulls++
          controller.enqueue(new Uint8Array(65_536).fill(32))
        },
      })
    const respond = () => new Response(endless(), { headers: { 'content-type': 'application/json' } })
    expect(await failureOf(respond)).toMatchObject({ code: 'server' })
    expect(pulls).toBeLessThan(30)
  })

  it('broke off where its connection did', async () => {
    const torn = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new TypeError('terminated')) })
    const respond = () => new Response(torn, { headers: { 'content-type': 'application/json' } })
    expect(await failureOf(respond)).toMatchObject({ code: 'interrupted' })
  })

  it('is the reason of the abort', async () => {
    const controller = new AbortController()
    controller.abort(new ChatError('timeout', 'Too late.'))
    const abortable = () => Promise.reject(new DOMException('aborted', 'AbortError'))
    expect(await failureOf(abortable, controller.signal)).toMatchObject({ code: 'timeout' })
  })
})
