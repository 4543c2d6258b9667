import { describe, expect, it } from 'vitest'
import { ChatError, chatErrorCodes, isChatError, isChatErrorCode, toChatError, withDetails } from './errors.ts'

describe('the table of error codes', () => {
  it.each([
    ['bad-request', 400, false],
    ['unauthenticated', 401, false],
    ['over-budget', 402, false],
    ['rate-limited', 429, true],
    ['auth', 502, false],
    ['quota-exceeded', 502, false],
    ['overloaded', 503, true],
    ['timeout', 504, true],
    ['interrupted', 502, true],
    ['internal', 500, false],
  ] as const)('gives %s the status %i and says whether a retry can help', (code, status, retryable) => {
    expect(new ChatError(code, 'x')).toMatchObject({ code, status, retryable })
  })

  it('has only statuses that say that something failed', () => {
    for (const { status } of Object.values(chatErrorCodes)) expect(status).toBeGreaterThanOrEqual(400)
  })

  it('knows its own names and no inherited ones', () => {
    expect(isChatErrorCode('timeout')).toBe(true)
    for (const name of ['toString', '__proto__', 'constructor', '', 429, null])
      expect(isChatErrorCode(name)).toBe(false)
  })
})

describe('ChatError', () => {
  it('is an error with a name, a stack and its cause', () => {
    const cause = new Error('ECONNRESET')
    const error = new ChatError('network', 'Not reached.', { cause, retryAfterMs: 5 })
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toBe('ChatError: Not reached.')
    expect(error).toMatchObject({ cause, retryAfterMs: 5, provider: undefined })
    expect(error.stack).toContain('errors.test')
  })

  it('has no cause at all where none was given', () => {
    expect('cause' in new ChatError('internal', 'x')).toBe(false)
  })
})

describe('isChatError', () => {
  it('recognises an error of another copy of the package', async () => {
    const other = await anotherCopy()
    const error = new other.ChatError('timeout', 'Too slow.')
    expect(error).not.toBeInstanceOf(ChatError)
    expect(isChatError(error)).toBe(true)
    expect(toChatError(error)).toBe(error)
  })

  it('is not fooled by things that only look similar', () => {
    for (const value of [
      undefined,
      null,
      'ChatError',
      new Error('x'),
      { name: 'ChatError', code: 'timeout' },
      () => {},
    ]) {
      expect(isChatError(value)).toBe(false)
    }
  })
})

describe('withDetails', () => {
  it('fills in what is unknown and keeps what the error says already', () => {
    const error = new ChatError('server', 'Failed.', { cause: 'why', provider: 'openai', retryAfterMs: 0 })
    const detailed = withDetails(error, { provider: 'other', model: 'gpt', requestId: 'r1', retryAfterMs: 9 })
    expect(detailed).toMatchObject({
      code: 'server',
      message: 'Failed.',
      cause: 'why',
      provider: 'openai',
      model: 'gpt',
      requestId: 'r1',
      retryAfterMs: 0,
    })
  })

  it('leaves the error itself as it was, and keeps the place where it was thrown', () => {
    const error = new ChatError('server', 'Failed.')
    const detailed = withDetails(error, { model: 'gpt' })
    expect(error.model).toBeUndefined()
    expect(detailed.stack).toBe(error.stack)
  })
})

describe('toChatError', () => {
  it('makes anything unknown an internal error that does not repeat it', () => {
    for (const thrown of [new TypeError('secret detail'), 'secret detail', undefined]) {
      const error = toChatError(thrown)
      expect(error).toMatchObject({ code: 'internal', cause: thrown })
      expect(error.message).not.toContain('secret')
    }
  })
})

/** The same module, evaluated a second time. */
function anotherCopy(): Promise<typeof import('./errors.ts')> {
  const address = './errors.ts?copy'
  return import(/* @vite-ignore */ address)
}
