import { describe, expect, it } from 'vitest'
import { findInPieces, findInText } from './test-support/show-runs.ts'
import { urlCredentials } from './url-credentials.ts'

const rule = urlCredentials()

function found(text: string): string[] {
  const spans = findInText(rule, text)
  expect(findInPieces(rule, Array.from(text))).toEqual(spans)
  return spans.map(({ start, end }) => text.slice(start, end))
}

describe('urlCredentials', () => {
  it.each([
    ['postgres://ada:l0velace@db.example:5432/app', 'ada:l0velace'],
    ['see https://ada:l0velace@example.com.', 'ada:l0velace'],
    ['redis://:l0velace@cache', ':l0velace'],
    ['mongodb+srv://ada:p%40ss@cluster0/?w=1', 'ada:p%40ss'],
    ['amqp://ada:p@ss:w0rd@queue/', 'ada:p@ss:w0rd'],
    ['地址是mysql://ada:l0velace@db，请保密', 'ada:l0velace'],
    ['"url":"https://ada:l0velace@[::1]:80/"', 'ada:l0velace'],
    ['git clone https://oauth2:t0ken-1@git.example/a.git https://x/', 'oauth2:t0ken-1'],
    ['https://ada:$0me-Word@h', 'ada:$0me-Word'],
  ])('finds name and password in %s', (text, expected) => {
    expect(found(text)).toEqual([expected])
  })

  it.each([
    'https://example.com:8080/ada@home',
    'https://ada@example.com/a:b@c',
    'https://ada:@example.com',
    'ada:l0velace@example.com',
    'https://ada:password@example.com https://ada:PASS@x https://ada:xxxx@x',
    'https://ada:$PASSWORD@example.com https://ada:{password}@x https://<ada>:<pw>@x',
    'https://example.com:ada',
  ])('finds none in %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it('finds each of several', () => {
    expect(found('a://b:c1@d/e://f:g1@h i://j:k1@l')).toEqual(['b:c1', 'f:g1', 'j:k1'])
  })
})
