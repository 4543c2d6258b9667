import { fileURLToPath } from 'node:url'
import { type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking, readParts, textOf, until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'
import { type RunningWorker, runWorker } from '../support/workerd.ts'

const key = 'key-0123456789'
let provider: SimulatedProvider
let vendor: Served
let worker: RunningWorker
/** What a token endpoint waits for before it answers. */
let slowly = Promise.resolve()
const asked: string[] = []
/** Requests for tokens that ended before they were answered. */
let calledOff = 0

beforeAll(async () => {
  const credentials = { apiKey: key, accessKeys: { ak: key }, oauthClients: { id: key } }
  provider = simulatedProvider({ ...credentials, answer: ({ prompt }) => `You said: ${prompt}` })
  vendor = await serve(async (request) => {
    asked.push(new URL(request.url).pathname)
    if (request.url.includes('/oauth/')) {
      request.signal.addEventListener('abort', () => void calledOff++)
      await slowly
    }
    const { url, method, headers, signal } = request
    const init = { method, headers, signal }
    return provider(url, request.body === null ? init : { ...init, body: await request.text() })
  })
  worker = await runWorker(fileURLToPath(new URL('credentials-worker.ts', import.meta.url)), {
    env: { VENDOR: vendor.url, KEY: key },
  })
}, 30_000)
afterAll(async () => {
  await worker?.stop()
  await vendor?.close()
})

function send(model: string, text: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${worker.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...asking(text), model }),
    ...(signal === undefined ? {} : { signal }),
  })
}
const tokensAsked = () => asked.filter((path) => path === '/oauth/2.0/token').length

describe('credentials in workerd', () => {
  it('of the first to ask are got for others too, when the first has hung up', async () => {
    let go = () => {}
    slowly = new Promise((resolve) => {
      go = resolve
    })
    const client = new AbortController()
    const first = send('oauth', 'first', client.signal).catch(() => 'gone')
    await until('the token endpoint', () => tokensAsked() === 1)
    const second = send('oauth', 'second')
    await new Promise((resolve) => setTimeout(resolve, 50))
    client.abort()
    await new Promise((resolve) => setTimeout(resolve, 50))
    slowly = Promise.resolve()
    go()
    expect(await first).toBe('gone')
    expect(textOf(await readParts(await second))).toBe('You said: second')
  })

  it.each(['anthropic', 'signed', 'oauth', 'iam'])('open a vendor’s door: %s', async (model) => {
    expect(textOf(await readParts(await send(model, '你好')))).toBe('You said: 你好')
    const words = ['one', 'two', 'three', 'four']
    const answers = await Promise.all(words.map(async (word) => textOf(await readParts(await send(model, word)))))
    expect(answers).toEqual(words.map((word) => `You said: ${word}`))
  })

  it('that are revoked are replaced while many ask', async () => {
    provider.revokeTokens()
    const before = tokensAsked()
    const words = ['one', 'two', 'three', 'four', 'five', 'six']
    const answers = await Promise.all(words.map(async (word) => textOf(await readParts(await send('oauth', word)))))
    expect(answers).toEqual(words.map((word) => `You said: ${word}`))
    expect(tokensAsked()).toBe(before + 1)
  })

  it('are replaced although a request for them ended with the question that it was made for', async () => {
    const ask = async (text: string) => textOf(await readParts(await send('moved', text)))
    const advance = (ms: number) => fetch(`${worker.url}/advance?ms=${ms}`)
    const [hour, day] = [3_600_000, 86_400_000]
    expect(await ask('one')).toBe('You said: one')
    slowly = new Promise(() => {})
    // Due, but not over: the replacement is got in the background.
    await advance(30 * day - hour / 2)
    expect(await ask('two')).toBe('You said: two')
    await until('the end of the request for a token', () => calledOff === 1)
    slowly = Promise.resolve()
    await advance(hour)
    expect(await ask('three')).toBe('You said: three')
  })

  it('give the runtime nothing to complain of', () => {
    expect(worker.complaints).toBe('')
  })
})
