import { describe, expect, it } from 'vitest'
import { jsonWebTokens } from './json-web-tokens.ts'
import { encode, fakeToken, randomText, urlSafe } from './test-support/fake-secrets.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'

const rule = jsonWebTokens()

function found(text: string): string[] {
  const spans = findInText(rule, text)
  expect(findInPieces(rule, Array.from(text))).toEqual(spans)
  return spans.map(({ start, end }) => text.slice(start, end))
}

describe('jsonWebTokens', () => {
  it('finds tokens wherever the algorithm stands in their header', () => {
    for (let length = 0; length < 12; length++) {
      for (const header of [
        { alg: 'ES256', kid: 'k'.repeat(length) },
        { kid: 'k'.repeat(length), alg: 'RS256', typ: 'at+jwt' },
      ]) {
        const token = fakeToken(length + 1, header)
        expect(found(token)).toEqual([token])
        expect(found(`Bearer ${token}\n`)).toEqual([token])
        expect(found(`令牌是${token}。`)).toEqual([token])
        expect(found(`{"log":"a\\n${token}\\n"}`)).toEqual([token])
        expect(found(`The token is ${token}.`)).toEqual([token])
      }
    }
  })

  it('finds no tokens in what is none', () => {
    const token = fakeToken(5)
    const [header = '', payload = '', signature = ''] = token.split('.')
    expect(found([header, payload, signature].join('.'))).toHaveLength(1)
    for (const text of [
      `a${token}`,
      `-${token}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}.short`,
      `${header}.${signature}.${signature}`,
      `${encode('{"typ":"JWT","x":"y"}')}.${payload}.${signature}`,
      `${encode('{"alg":"HS256","x"')}.${payload}.${signature}`,
      `${header}..${signature}`,
    ]) {
      expect([text, ...found(text)]).toEqual([text])
    }
  })

  it('knows headers of 1,024 characters and no longer ones', () => {
    const withHeader = (length: number) =>
      `eyJhbGciOiJIUzI1NiJ${randomText(length - 20, urlSafe)}9.${encode('{"a":1}')}.${randomText(43, urlSafe)}`
    expect(found(withHeader(1_024))).toHaveLength(1)
    expect(found(withHeader(1_028))).toEqual([])
  })
})
