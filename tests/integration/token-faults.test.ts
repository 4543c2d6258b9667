import { createMemoryKeyValueStore, createPipeline, type Fetch, generate, type Target } from '@sluice/core'
import { createTestClock, type SimulatedCall, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import {
  anthropic,
  type BaiduOAuthOptions,
  baiduOAuth,
  bceAuthV1,
  openai,
  qianfanV1,
  rotating,
  vaultKv,
} from '@sluice/next-adapter'
import { describe, expect, it } from 'vitest'

/* Credentials that end while they are in use: nobody who asks may notice. */

const silent = { warn: () => {}, error: () => {} }
const oauthClients = { id: 'the-secret' }
const accessKeys = { ak: 'the-secret' }

/** Passes requests on, counts those for tokens, and lets something happen before the n-th question. */
function passing(provider: SimulatedProvider, at?: { question: number; act: () => void }) {
  const seen = { tokens: 0, questions: 0 }
  const fetch: Fetch = async (url, init) => {
    // As a network does: those who ask at the same time do not arrive at the same time.
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (url.includes('/oauth/')) seen.tokens++
    else if (++seen.questions === at?.question) at.act()
    return provider(url, init)
  }
  return { seen, fetch }
}

/** Asks at the same time, and says what was answered. */
async function askAll(target: Target, count: number, first = 0): Promise<string[]> {
  const pipeline = createPipeline({ targets: { chat: target }, logger: silent })
  const prompts = Array.from({ length: count }, (_, index) => `call ${first + index}`)
  const results = await Promise.all(prompts.map((prompt) => generate(pipeline, { prompt })))
  return results.map(({ text }) => text)
}
const expected = (count: number) => Array.from({ length: count }, (_, index) => `call ${index}`)
const answered = (calls: readonly SimulatedCall[]) =>
  calls.flatMap(({ ending, request }) => (ending === 'complete' ? [request.prompt] : []))
const refused = (calls: readonly SimulatedCall[]) => calls.filter(({ ending }) => ending === 'fault').length

const inOrder = (prompts: readonly string[]) => [...prompts].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))

describe('a token of Baidu’s OAuth', () => {
  function oauth(fetch: Fetch, options: BaiduOAuthOptions = {}): Target {
    const { clock } = options
    const auth = baiduOAuth({ clientId: 'id', clientSecret: 'the-secret', fetch, ...options })
    return qianfanV1('ERNIE-4.0-8K', { auth, fetch, clock })
  }

  it('is got once for all who ask at the same time', async () => {
    const provider = simulatedProvider({ oauthClients })
    const { fetch, seen } = passing(provider)
    expect(await askAll(oauth(fetch), 60)).toEqual(expected(60))
    expect(seen).toEqual({ tokens: 1, questions: 60 })
  })

  it('that is revoked among many calls is replaced once, and every call is answered once', async () => {
    const provider = simulatedProvider({ oauthClients })
    const { fetch, seen } = passing(provider, { question: 40, act: () => provider.revokeTokens() })
    expect(await askAll(oauth(fetch), 120)).toEqual(expected(120))
    expect(provider.issuedTokens).toHaveLength(2)
    expect(seen.tokens).toBe(2)
    expect(refused(provider.calls)).toBe(81)
    expect(inOrder(answered(provider.calls))).toEqual(expected(120))
  })

  it('that is revoked again and again fails the call, and no call asks without an end', async () => {
    const provider = simulatedProvider({ oauthClients })
    const { seen, fetch } = passing(provider)
    const revoking: Fetch = (url, init) => {
      if (!url.includes('/oauth/')) provider.revokeTokens()
      return fetch(url, init)
    }
    await expect(askAll(oauth(revoking), 1)).rejects.toMatchObject({ code: 'auth' })
    expect(seen).toEqual({ tokens: 2, questions: 2 })
  })

  it('that has ended by our clock is replaced before it is used', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ oauthClients, clock, tokenTtlMs: 60_000 })
    const { fetch } = passing(provider)
    const target = oauth(fetch, { clock })
    await askAll(target, 5)
    await clock.advance(60_000)
    expect(await askAll(target, 30)).toEqual(expected(30))
    expect(provider.issuedTokens).toHaveLength(2)
    expect(refused(provider.calls)).toBe(0)
  })

  it('that has ended by Baidu’s clock alone is replaced once it is refused', async () => {
    const [clock, theirs] = [createTestClock(), createTestClock()]
    const provider = simulatedProvider({ oauthClients, clock: theirs, tokenTtlMs: 60_000 })
    const { fetch } = passing(provider)
    const target = oauth(fetch, { clock })
    await askAll(target, 1)
    await theirs.advance(60_000)
    expect(await askAll(target, 30)).toEqual(expected(30))
    expect(provider.issuedTokens).toHaveLength(2)
    expect(inOrder(answered(provider.calls.slice(1)))).toEqual(expected(30))
  })

  it('is not asked for again with keys that were refused, for a minute', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ oauthClients, clock })
    const { fetch, seen } = passing(provider)
    const target = oauth(fetch, { clock, clientSecret: 'another' })
    for (const wait of [0, 30_000, 29_999]) {
      await clock.advance(wait)
      await expect(askAll(target, 10)).rejects.toMatchObject({ code: 'auth' })
    }
    expect(seen).toEqual({ tokens: 1, questions: 0 })
    await clock.advance(2)
    await expect(askAll(target, 10)).rejects.toMatchObject({ code: 'auth' })
    expect(seen).toEqual({ tokens: 2, questions: 0 })
  })

  it('that one server replaces serves the others', async () => {
    const provider = simulatedProvider({ oauthClients })
    const { fetch } = passing(provider)
    const store = createMemoryKeyValueStore()
    const [first, second] = [oauth(fetch, { store }), oauth(fetch, { store })]
    await askAll(first, 3)
    await askAll(second, 3)
    expect(provider.issuedTokens).toHaveLength(1)
    provider.revokeTokens()
    await askAll(first, 3)
    expect(await askAll(second, 3)).toEqual(expected(3))
    expect(provider.issuedTokens).toHaveLength(2)
  })
})

describe('a signature', () => {
  const keys = { accessKeyId: 'ak', secretAccessKey: 'the-secret' }

  it.each([7_200_000, -7_200_000])('of a clock that is %s ms off is corrected once', async (skewMs) => {
    const clock = createTestClock()
    const provider = simulatedProvider({ accessKeys, clock: createTestClock(clock.now() + skewMs) })
    const { fetch } = passing(provider)
    const target = qianfanV1('ERNIE-4.0-8K', { auth: bceAuthV1({ ...keys, clock }), fetch, clock })
    expect(await askAll(target, 1)).toEqual(expected(1))
    expect(provider.calls.map(({ ending }) => ending)).toEqual(['fault', 'complete'])
    expect(await askAll(target, 50)).toEqual(expected(50))
    expect(refused(provider.calls)).toBe(1)
  })

  it('of a clock that is off is corrected for all who ask at the same time', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ accessKeys, clock: createTestClock(clock.now() + 7_200_000) })
    const { fetch } = passing(provider)
    const target = qianfanV1('ERNIE-4.0-8K', { auth: bceAuthV1({ ...keys, clock }), fetch, clock })
    expect(await askAll(target, 50)).toEqual(expected(50))
    expect(inOrder(answered(provider.calls))).toEqual(expected(50))
    expect(refused(provider.calls)).toBe(50)
  })

  it('with a wrong secret is refused, and not tried twice', async () => {
    const provider = simulatedProvider({ accessKeys })
    const { fetch, seen } = passing(provider)
    const auth = bceAuthV1({ ...keys, secretAccessKey: 'another' })
    await expect(askAll(qianfanV1('ERNIE-4.0-8K', { auth, fetch }), 1)).rejects.toMatchObject({ code: 'auth' })
    expect(seen.questions).toBe(1)
  })
})

describe('a key that is rotated under load', () => {
  const [before, after] = ['key-before-0123456789', 'key-after-0123456789']

  /** A vault and a vendor, of which the vault learns of the new key first. */
  function world(options: (generation: 'before' | 'after') => Parameters<typeof simulatedProvider>[0]) {
    const providers = { before: simulatedProvider(options('before')), after: simulatedProvider(options('after')) }
    const now: { vault: 'before' | 'after'; vendor: 'before' | 'after' } = { vault: 'before', vendor: 'before' }
    const reads: string[] = []
    const vault: Fetch = async (url) => {
      reads.push(url)
      const keys = { before: { key: before, id: 'ak-before' }, after: { key: after, id: 'ak-after' } }[now.vault]
      return Response.json({ data: { data: keys, metadata: {} } })
    }
    const secret = (field: string) =>
      rotating(vaultKv({ address: 'https://vault.test', path: 'chat', field, token: 't', fetch: vault }))
    const questions = { count: 0 }
    const fetch: Fetch = async (url, init) => {
      await new Promise((resolve) => setTimeout(resolve, 0))
      questions.count++
      if (questions.count === 50) now.vault = 'after'
      if (questions.count === 90) now.vendor = 'after'
      return providers[now.vendor](url, init)
    }
    return { providers, reads, secret, fetch, questions }
  }

  it.each([
    ['a bearer token', (apiKey: ReturnType<typeof rotating>, fetch: Fetch) => openai('gpt-5', { apiKey, fetch })],
    ['a header', (apiKey: ReturnType<typeof rotating>, fetch: Fetch) => anthropic('claude-opus-5', { apiKey, fetch })],
  ])('as %s fails no call: it is read anew once, and nobody is answered twice', async (_, create) => {
    const { providers, reads, secret, fetch, questions } = world((generation) => ({
      apiKey: generation === 'before' ? before : after,
    }))
    const target = create(secret('key'), fetch)
    expect(await askAll(target, 200)).toEqual(expected(200))
    expect(reads).toHaveLength(2)
    const all = [...providers.before.calls, ...providers.after.calls]
    expect(inOrder(answered(all))).toEqual(expected(200))
    expect(questions.count).toBe(200 + refused(all))
    expect(refused(all)).toBe(111)
    // Those who ask later do not notice at all.
    expect(await askAll(target, 20)).toEqual(expected(20))
    expect(reads).toHaveLength(2)
  })

  it('as the pair that signs fails no call either', async () => {
    const { providers, reads, secret, fetch } = world((generation) => ({
      accessKeys: generation === 'before' ? { 'ak-before': before } : { 'ak-after': after },
    }))
    const auth = bceAuthV1({ accessKeyId: secret('id'), secretAccessKey: secret('key') })
    expect(await askAll(qianfanV1('ERNIE-4.0-8K', { auth, fetch }), 200)).toEqual(expected(200))
    expect(inOrder(answered([...providers.before.calls, ...providers.after.calls]))).toEqual(expected(200))
    expect(reads).toHaveLength(4)
  })
})
