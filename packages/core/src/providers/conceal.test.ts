import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from './authorize.ts'
import { conceal, credentialsOf } from './conceal.ts'

const sent = (headers: Record<string, string>, query = ''): ProviderRequest => ({
  method: 'POST',
  url: `https://example.com/v1${query}`,
  headers: new Headers({ 'content-type': 'application/json', ...headers }),
  body: '{}',
})

describe('credentialsOf', () => {
  it('finds what was added: whole headers, their parts and the values of the query', () => {
    const request = sent(
      { authorization: 'Bearer key-0123456789', 'x-team': 'search-team' },
      '?access_token=24.abc%2Bdef',
    )
    expect([...credentialsOf(request, { 'X-Team': 'search-team' })].sort()).toEqual([
      '24.abc%2Bdef',
      '24.abc+def',
      'Bearer key-0123456789',
      'key-0123456789',
    ])
  })

  it('takes a plain header for a credential when it was replaced by another', () => {
    const request = sent({ authorization: 'Bearer key-0123456789' })
    expect(credentialsOf(request, { Authorization: 'placeholder' })).toContain('key-0123456789')
  })

  it('takes a plain header for a credential when it is called like one', () => {
    for (const name of ['Authorization', 'X-Api-Key', 'x-auth', 'access-token', 'Client-Secret', 'cookie']) {
      expect(credentialsOf(sent({ [name]: 'own-0123456789' }), { [name]: 'own-0123456789' })).toEqual([
        'own-0123456789',
      ])
    }
    expect(credentialsOf(sent({ 'x-team': 'search-team' }), { 'x-team': 'search-team' })).toEqual([])
  })

  it('names the longest first, so that no part of one is left', () => {
    const lengths = credentialsOf(sent({ a: 'short-one', b: 'short-one-and-more' }), {}).map(({ length }) => length)
    expect(lengths).toEqual([...lengths].sort((one, other) => other - one))
  })

  it('takes nothing short for a secret', () => {
    expect(credentialsOf(sent({ 'x-version': 'v1', authorization: 'Bearer k' }), {})).toEqual(['Bearer k'])
  })
})

describe('conceal', () => {
  const secrets = ['secret-and-more', 'secret-1']

  it('masks every occurrence in texts, however deep they lie', () => {
    const said = { a: 'secret-1, secret-1', b: [{ c: 'x secret-and-more y' }, 5, null, true] }
    expect(conceal(said, secrets)).toEqual({ a: '***, ***', b: [{ c: 'x *** y' }, 5, null, true] })
  })

  it('leaves everything else as it is', () => {
    for (const value of ['text', 7, null, undefined, true]) expect(conceal(value, secrets)).toBe(value)
    const error = new TypeError('fetch failed')
    expect(conceal(error, secrets)).toBe(error)
  })

  it('masks an error with its stack, its causes and its fields, and keeps its name', () => {
    const cause = Object.assign(new Error('at secret-1'), { code: 'ECONNREFUSED', input: '/?key=secret-1', port: 443 })
    const error = new TypeError('No secret-1.', { cause })
    const concealed = conceal(error, secrets) as Error & { cause: Error }
    expect(concealed).toMatchObject({ name: 'TypeError', message: 'No ***.' })
    expect(concealed.cause).toMatchObject({ message: 'at ***', code: 'ECONNREFUSED', input: '/?key=***', port: 443 })
    expect(`${concealed.stack} ${concealed.cause.stack}`).not.toContain('secret-1')
  })

  it('comes to an end where something refers to itself', () => {
    const loop: { text: string; self?: unknown } = { text: 'secret-1' }
    loop.self = loop
    const error = new Error('secret-1')
    error.cause = error
    expect(JSON.stringify(conceal(loop, secrets))).not.toContain('secret-1')
    expect(conceal(error, secrets)).toMatchObject({ message: '***' })
  })
})
