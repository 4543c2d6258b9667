import { isChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { type Cors, checkOrigin, corsHeaders, resolveCors } from './origin.ts'

function isAllowed(headers: Record<string, string>, cors?: Cors): boolean {
  try {
    checkOrigin(new Request('http://internal:3000/api/chat', { headers }), cors)
    return true
  } catch (error) {
    expect(isChatError(error) && error.code).toBe('forbidden')
    return false
  }
}

const app = 'https://app.example.com'
const cors = resolveCors({ origins: [app] })

describe('checkOrigin', () => {
  it.each<[string, Record<string, string>]>([
    ['no browser', {}],
    ['a page of the same origin', { 'sec-fetch-site': 'same-origin', origin: app }],
    ['an address that the user typed', { 'sec-fetch-site': 'none' }],
    ['an old browser, on the host itself', { origin: 'https://chat.example.com', host: 'chat.example.com' }],
    ['a host with a port', { origin: 'http://localhost:3000', host: 'localhost:3000' }],
    [
      'a proxy that says which host was asked',
      { origin: app, host: 'internal', 'x-forwarded-host': 'app.example.com' },
    ],
    ['two proxies', { origin: app, host: 'internal', 'x-forwarded-host': 'app.example.com, edge.internal' }],
    ['the host of the address where there is no header', { origin: 'http://internal:3000' }],
  ])('lets through %s', (_, headers) => expect(isAllowed(headers)).toBe(true))

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another site, without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['another site that names our host', { 'sec-fetch-site': 'cross-site', origin: 'http://internal:3000' }],
    ['a sister host', { 'sec-fetch-site': 'same-site', origin: 'https://blog.example.com' }],
    ['another origin of an old browser', { origin: 'https://evil.example', host: 'chat.example.com' }],
    ['another port', { origin: 'http://localhost:8080', host: 'localhost:3000' }],
    ['a sandboxed frame', { origin: 'null', host: 'chat.example.com' }],
    ['a host that only begins like ours', { origin: 'https://app.example.com.evil.io', host: 'app.example.com' }],
    [
      'the host itself, where a proxy was asked for another',
      { origin: app, host: 'app.example.com', 'x-forwarded-host': 'x.io' },
    ],
  ])('refuses %s', (_, headers) => expect(isAllowed(headers)).toBe(false))

  it('lets the origins of `cors` through, whatever the site, and no others', () => {
    expect(isAllowed({ origin: app, 'sec-fetch-site': 'cross-site' }, cors)).toBe(true)
    expect(isAllowed({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, cors)).toBe(false)
    expect(isAllowed({ origin: 'http://app.example.com', 'sec-fetch-site': 'cross-site' }, cors)).toBe(false)
  })
})

describe('corsHeaders', () => {
  const from = (origin?: string) => new Request('http://x/', { headers: origin === undefined ? {} : { origin } })

  it('are none without `cors`, without an origin and for other origins', () => {
    expect(corsHeaders(from(app), undefined)).toEqual({})
    expect(corsHeaders(from(), cors)).toEqual({})
    expect(corsHeaders(from('https://evil.example'), cors)).toEqual({})
  })

  it('name the one origin, and tell caches that the answer depends on it', () => {
    const headers = corsHeaders(from(app), cors)
    expect(headers).toMatchObject({ 'access-control-allow-origin': app, vary: 'Origin' })
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it('allow cookies only when told to', () => {
    const headers = corsHeaders(from(app), resolveCors({ origins: [app], credentials: true }))
    expect(headers).toMatchObject({ 'access-control-allow-credentials': 'true' })
  })

  it('allow more headers, and are remembered, when told to', () => {
    const headers = corsHeaders(from(app), resolveCors({ origins: [app], headers: ['x-tenant'], maxAge: 600 }))
    expect(headers['access-control-allow-headers']).toBe(
      'content-type, authorization, idempotency-key, last-event-id, x-tenant',
    )
    expect(headers['access-control-max-age']).toBe('600')
    expect(corsHeaders(from(app), cors)).not.toHaveProperty('access-control-max-age')
  })
})

describe('the options of cors', () => {
  it.each(['https://app.example.com', 'http://localhost:3000', 'capacitor://localhost', 'tauri://localhost'])(
    'take %s, and no change to it later',
    (origin) => {
      const origins = [origin]
      const cors = resolveCors({ origins })
      origins.push('https://evil.example')
      expect([...cors.origins]).toEqual([origin])
    },
  )

  it.each([
    ['https://app.example.com/', "'https://app.example.com'"],
    ['https://app.example.com/chat', "'https://app.example.com'"],
    ['HTTPS://App.Example.com', "'https://app.example.com'"],
    ['https://app.example.com:443', "'https://app.example.com'"],
    ['capacitor://localhost/', "'capacitor://localhost'"],
    ['app.example.com', "'https://app.example.com'"],
    ['*', "'https://app.example.com'"],
    ['null', "'https://app.example.com'"],
    [/example/, "'https://app.example.com'"],
  ])('refuse %s as an origin, and say what to write', (origin, instead) => {
    const options = { origins: [origin as string] }
    expect(() => resolveCors(options)).toThrow(TypeError)
    expect(() => resolveCors(options)).toThrow(`write ${instead} instead of`)
  })

  it.each([app, undefined, new Set([app])])(
    'refuse %s in place of an array: parts of a text are no origins',
    (origins) => {
      expect(() => resolveCors({ origins: origins as never })).toThrow(TypeError)
    },
  )

  it('refuse what is no header, and no time', () => {
    expect(() => resolveCors({ origins: [], headers: ['x-a, x-b'] })).toThrow(TypeError)
    for (const maxAge of [-1, 0.5, Number.NaN]) expect(() => resolveCors({ origins: [], maxAge })).toThrow(RangeError)
  })
})
