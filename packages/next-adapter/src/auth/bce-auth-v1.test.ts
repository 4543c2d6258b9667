import type { ChatErrorCode, ProviderRequest } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Secret } from '../secrets/secret.ts'
import { type BceAuthV1Options, bceAuthV1 } from './bce-auth-v1.ts'
import { bceSignature } from './bce-signature.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const start = Date.UTC(2026, 0, 1)
const url = 'https://aip.test:8443/chat/completions'
const request = (more: Record<string, string> = {}): ProviderRequest => ({
  method: 'POST',
  url,
  headers: new Headers({ 'content-type': 'application/json', ...more }),
  body: '{}',
})
const keys = { accessKeyId: 'ALTAKid', secretAccessKey: 'sk' }
const create = (options: BceAuthV1Options = {}) => bceAuthV1({ ...keys, clock: createTestClock(start), ...options })

interface Reply {
  code?: ChatErrorCode
  headers?: Record<string, string>
  body?: unknown
}
const refusal = (sent: ProviderRequest, { code = 'auth', headers = {}, body }: Reply = {}) => ({
  request: sent,
  status: 401,
  headers: new Headers(headers),
  body,
  code,
})
const expired = (dateMs: number | string) => ({
  headers: { 'x-bce-error-code': 'RequestExpired', date: new Date(dateMs).toUTCString() },
})

/** A secret that reads the next value when the one it has is forgotten. */
function rotating(...values: string[]): Secret & { forgotten: string[] } {
  const forgotten: string[] = []
  return {
    forgotten,
    read: () => values[0]!,
    check: async () => undefined,
    forget(value) {
      forgotten.push(value)
      if (values.length > 1 && values[0] === value) values.shift()
    },
  }
}

describe('bceAuthV1', () => {
  it('signs the host, port included, and the moment that it sends', async () => {
    const { headers } = await create().apply(request())
    const timestamp = '2026-01-01T00:00:00Z'
    expect(headers.get('x-bce-date')).toBe(timestamp)
    const signed = await bceSignature({
      ...keys,
      method: 'POST',
      url,
      headers: [
        ['host', 'aip.test:8443'],
        ['x-bce-date', timestamp],
      ],
      timestamp,
      expiresInSeconds: 300,
    })
    expect(headers.get('authorization')).toBe(signed.authorization)
    expect(signed.signedHeaders).toEqual(['host', 'x-bce-date'])
  })

  it('reads the clock once, so that both moments are the same second', async () => {
    let now = start
    const clock = { ...createTestClock(), now: () => (now += 1_000) }
    const { headers } = await create({ clock }).apply(request())
    expect(headers.get('authorization')).toContain(`/${headers.get('x-bce-date')}/`)
  })

  it('sends and signs a session token', async () => {
    const { headers } = await create({ sessionToken: async () => ' token==\n' }).apply(request())
    expect(headers.get('x-bce-security-token')).toBe('token==')
    expect(headers.get('authorization')).toContain('/host;x-bce-date;x-bce-security-token/')
  })

  it('signs for another time and with more headers when told to', async () => {
    const { headers } = await create({ expiresInSeconds: 3_600, signHeaders: ['Content-Type'] }).apply(request())
    expect(headers.get('authorization')).toContain('/3600/content-type;host;x-bce-date/')
  })

  it('takes its keys of the environment, and says which are missing', async () => {
    vi.stubEnv('QIANFAN_ACCESS_KEY', '')
    vi.stubEnv('QIANFAN_SECRET_KEY', '')
    const signer = bceAuthV1()
    expect(await signer.check()).toEqual([
      'The environment variable QIANFAN_ACCESS_KEY is not set.',
      'The environment variable QIANFAN_SECRET_KEY is not set.',
    ])
    await expect(signer.apply(request())).rejects.toMatchObject({ code: 'auth' })
    vi.stubEnv('QIANFAN_ACCESS_KEY', 'ALTAKenv')
    vi.stubEnv('QIANFAN_SECRET_KEY', 'sk')
    expect(await signer.check()).toEqual([])
    expect((await signer.apply(request())).headers.get('authorization')).toMatch(/^bce-auth-v1\/ALTAKenv\//)
  })

  it.each<[string, BceAuthV1Options]>([
    ['an id with a slash', { accessKeyId: 'bce-v3/ALTAK-canary/canary' }],
    ['an id with a blank', { accessKeyId: 'canary canary' }],
    ['an empty secret key', { secretAccessKey: ' ' }],
    ['a token that no header can carry', { sessionToken: 'canary\ncanary' }],
  ])('does not send %s, and quotes it nowhere', async (_, options) => {
    const error: unknown = await Promise.resolve(create(options).apply(request())).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'auth' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary')
  })

  it.each([0, -1, 1.5, 3_601, Number.NaN])('refuses %d seconds', (expiresInSeconds) => {
    expect(() => create({ expiresInSeconds })).toThrow(RangeError)
  })

  it.each(['Authorization', 'content-length'])('refuses to sign %s, which is set later', (name) => {
    expect(() => create({ signHeaders: [name] })).toThrow(TypeError)
  })
})

describe('bceAuthV1, told that its request had expired', () => {
  it.each([-3_600_000, 3_600_000])('sets its clock by the reply and asks once more, %d ms off', async (offMs) => {
    const signer = create()
    const sent = await signer.apply(request())
    expect(await signer.feedback?.(refusal(sent, expired(start + offMs)))).toBe(true)
    const again = await signer.apply(request())
    expect(again.headers.get('x-bce-date')).toBe(new Date(start + offMs).toISOString().replace('.000', ''))
    expect(await signer.feedback?.(refusal(again, expired(start + offMs)))).toBe(false)
  })

  it('asks once more for each of two that were signed before the clock was set', async () => {
    const signer = create()
    const sent = [await signer.apply(request()), await signer.apply(request())]
    for (const each of sent) expect(await signer.feedback?.(refusal(each, expired(start + 900_000)))).toBe(true)
  })

  it('reads the code of the body too', async () => {
    const signer = create()
    const reply = { body: { code: 'RequestExpired' }, headers: { date: new Date(start + 900_000).toUTCString() } }
    expect(await signer.feedback?.(refusal(await signer.apply(request()), reply))).toBe(true)
  })

  it.each([
    ['is the same', start],
    ['is a second off', start + 1_000],
    ['is no date', 'soon'],
    ['is years off', start + 400 * 86_400_000],
  ])('leaves its clock alone if the date of the reply %s', async (_, date) => {
    const signer = create()
    expect(await signer.feedback?.(refusal(await signer.apply(request()), expired(date)))).toBe(false)
    expect((await signer.apply(request())).headers.get('x-bce-date')).toBe('2026-01-01T00:00:00Z')
  })
})

describe('bceAuthV1, told that its credential was refused', () => {
  it('asks once more with the key that has taken its place', async () => {
    const secretAccessKey = rotating('old', 'new')
    const signer = create({ secretAccessKey })
    const sent = await signer.apply(request())
    const late = await signer.apply(request())
    expect(await signer.feedback?.(refusal(sent))).toBe(true)
    expect(secretAccessKey.forgotten).toEqual(['old'])
    // Signed with the old key as well: the new one has not been refused, and stays.
    expect(await signer.feedback?.(refusal(late))).toBe(true)
    expect(secretAccessKey.forgotten).toEqual(['old'])
    expect(await signer.feedback?.(refusal(await signer.apply(request())))).toBe(false)
  })

  it('asks once more with another session token', async () => {
    const signer = create({ sessionToken: rotating('old', 'new') })
    const sent = await signer.apply(request())
    expect(await signer.feedback?.(refusal(sent))).toBe(true)
    expect((await signer.apply(request())).headers.get('x-bce-security-token')).toBe('new')
  })

  it('does not for a key that is always the same, or another failure', async () => {
    const signer = create()
    expect(await signer.feedback?.(refusal(await signer.apply(request())))).toBe(false)
    const secretAccessKey = rotating('old', 'new')
    const other = create({ secretAccessKey })
    expect(await other.feedback?.(refusal(await other.apply(request()), { code: 'rate-limited' }))).toBe(false)
    expect(secretAccessKey.forgotten).toEqual([])
  })

  it('does not if nothing can be read any more', async () => {
    const secretAccessKey = rotating('old')
    const signer = create({ secretAccessKey })
    const sent = await signer.apply(request())
    secretAccessKey.read = () => Promise.reject(new Error('The vault is closed.'))
    expect(await signer.feedback?.(refusal(sent))).toBe(false)
  })
})
