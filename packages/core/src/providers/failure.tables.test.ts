import { describe, expect, it } from 'vitest'
import type { ErrorTable } from './failure.ts'
import { createClassifier } from './failure.ts'

const words = (words: ErrorTable['words'], phrases?: ErrorTable['phrases']): ErrorTable => ({ words, phrases })
function codeOf(tables: readonly ErrorTable[], status: number, body: unknown, headers: Record<string, string> = {}) {
  return createClassifier(...tables)({ status, body, headers: new Headers(headers), now: 0 }).code
}

describe('a table of errors', () => {
  const table = words(
    { auth: 'bad_key 403:no_access', forbidden: 'no_access', overloaded: 'busy' },
    { 'context-too-long': ['Too long'], 'quota-exceeded': ['too long unpaid'] },
  )

  it('lets a phrase beat a word under its status, that the bare word, and that the status', () => {
    expect(codeOf([table], 403, { code: 'no_access', message: 'It is too long unpaid.' })).toBe('quota-exceeded')
    expect(codeOf([table], 403, { code: 'no_access', message: 'No.' })).toBe('auth')
    expect(codeOf([table], 400, { code: 'no_access', message: 'No.' })).toBe('forbidden')
    expect(codeOf([table], 429, { code: 'something_new', message: 'No.' })).toBe('rate-limited')
  })

  it('takes a wording for a length only where that can be what was refused', () => {
    for (const status of [200, 400, 413, 422]) {
      expect(codeOf([table], status, { code: 'no_access', message: 'It is TOO LONG.' })).toBe('context-too-long')
      expect(codeOf([table], status, { code: 'bad_key', message: 'It is TOO LONG.' })).toBe('auth')
    }
    expect(codeOf([table], 401, { message: 'It is too long.' })).toBe('auth')
    expect(codeOf([table], 429, { message: 'It is too long.' })).toBe('rate-limited')
    expect(codeOf([table], 503, { code: 'busy', message: 'It is too long.' })).toBe('overloaded')
  })

  it('prefers the longest phrase that matches', () => {
    expect(codeOf([table], 400, { message: 'The account is too long unpaid.' })).toBe('quota-exceeded')
  })

  it.each(['bad_key', 'BadKey', 'bad.key', 'bad-key', 'BAD_KEY', 'badkey'])(
    'knows %s, however it is spelled',
    (code) => {
      expect(codeOf([table], 400, { error: { code } })).toBe('auth')
    },
  )

  it.each(['bad key', 'bad_keys', 'xbad_key', ''])('does not know %j', (code) => {
    expect(codeOf([table], 400, { error: { code } })).toBe('bad-request')
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'has no word %s that nobody put there',
    (code) => {
      expect(codeOf([table], 404, { code, type: code, message: code })).toBe('not-found')
      expect(codeOf([], 503, { code })).toBe('overloaded')
    },
  )

  it('looks at the code before the type, and at both before the header', () => {
    const header = { 'x-bce-error-code': 'busy' }
    expect(codeOf([table], 400, { code: 'bad_key', type: 'busy' }, header)).toBe('auth')
    expect(codeOf([table], 400, { code: null, type: 'bad_key' }, header)).toBe('auth')
    expect(codeOf([table], 400, { code: 'new', type: 'new' }, header)).toBe('overloaded')
    expect(codeOf([table], 400, 'no JSON', header)).toBe('overloaded')
  })

  it('reads the fields of all vendors', () => {
    for (const body of [
      { error: { message: 'too long' } },
      { message: 'too long' },
      { error_code: 1, error_msg: 'too long' },
      { error: { msg: 'too long' } },
      { error: 'too long' },
      'too long',
    ]) {
      expect(codeOf([table], 400, body)).toBe('context-too-long')
    }
    const numbers = words({ auth: '110' })
    for (const body of [{ error_code: 110 }, { error_code: '110' }, { error: { code: 110 } }]) {
      expect(codeOf([numbers], 200, body)).toBe('auth')
    }
  })

  it.each([null, undefined, 5, [], [{ code: 'bad_key' }], { error: [] }, { error: 5 }, { code: {}, message: {} }])(
    'takes the status where the body is %j',
    (body) => {
      expect(codeOf([table], 403, body)).toBe('forbidden')
      expect(codeOf([table], 200, body)).toBe('server')
    },
  )
})

describe('several tables', () => {
  const first = words({ 'rate-limited': 'insufficient_quota' }, { auth: ['denied'] })
  const second = words(
    { 'quota-exceeded': 'insufficient_quota', overloaded: 'busy' },
    { forbidden: ['denied', 'access denied'] },
  )

  it('are asked in their order', () => {
    expect(codeOf([first, second], 400, { code: 'insufficient_quota' })).toBe('rate-limited')
    expect(codeOf([second, first], 400, { code: 'insufficient_quota' })).toBe('quota-exceeded')
    expect(codeOf([first, second], 400, { code: 'busy' })).toBe('overloaded')
  })

  it('share their phrases: the longest of all counts, and among equals the first', () => {
    expect(codeOf([first, second], 400, { message: 'Denied!' })).toBe('auth')
    expect(codeOf([first, second], 400, { message: 'Access denied!' })).toBe('forbidden')
  })
})
