import { isChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { type CorsOptions, checkOrigin, corsHeaders } from './origin.ts'

function isAllowed(headers: Record<string, string>, cors?: CorsOptions): boolean {
  try {
    checkOrigin(new Request('http://internal:3000/api/chat', { headers }), cors)
    return true
  } catch (error) {
    expect(isChatError(error) && error.code).toBe('forbidden')
    return false
  }
}

const app = 'https://app.example.com'
const cors = { origins: [app] }

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
    const headers = corsHeaders(from(app), { ...cors, credentials: true })
    expect(headers).toMatchObject({ 'access-control-allow-credentials': 'true' })
  })
})
