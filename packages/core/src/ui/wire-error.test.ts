import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorCode, chatErrorCodes } from '../chat/errors.ts'
import { fromWireError, toWireError, toWireReason } from './wire-error.ts'

const codes = Object.keys(chatErrorCodes) as ChatErrorCode[]
const fallback = { code: 'server', message: 'It failed.' } as const

describe('toWireError', () => {
  it.each(['auth', 'quota-exceeded'] as const)('hides that our account has trouble: %s', (code) => {
    const wire = toWireError(new ChatError(code, 'Our key is bad.', { requestId: 'r1' }))
    expect(wire).toEqual({
      code: 'provider-unavailable',
      message: 'The provider is not available at the moment.',
      requestId: 'r1',
    })
  })

  it('hides what a vendor forbids us, and says what we forbid the user', () => {
    const vendor = new ChatError('forbidden', 'No.', { provider: 'openai' })
    expect(toWireError(vendor).code).toBe('provider-unavailable')
    expect(toWireError(new ChatError('forbidden', 'Not yours.'))).toEqual({ code: 'forbidden', message: 'Not yours.' })
  })

  it('says every other code as it is', () => {
    const hidden: ChatErrorCode[] = ['auth', 'quota-exceeded', 'forbidden']
    for (const code of codes.filter((code) => !hidden.includes(code))) {
      expect(toWireError(new ChatError(code, 'x', { provider: 'openai' })).code).toBe(code)
    }
  })

  it('carries nothing of the cause, the provider or the partial answer', () => {
    const wire = toWireError(
      new ChatError('rate-limited', 'Too fast.', {
        cause: 'org-123 used up',
        provider: 'openai',
        model: 'gpt',
        retryAfterMs: 0,
        partial: { text: 'a', reasoning: '', toolCalls: [], sources: [] },
      }),
    )
    expect(wire).toEqual({ code: 'rate-limited', message: 'Too fast.', retryAfterMs: 0 })
  })
})

describe('toWireReason', () => {
  it.each(['auth', 'quota-exceeded', 'forbidden'])('hides that a provider refused us: %s', (reason) => {
    expect(toWireReason(reason)).toBe('provider-unavailable')
  })

  it('says everything else as it is', () => {
    for (const reason of ['server', 'rate-limited', 'a word of a policy', 7, true]) {
      expect(toWireReason(reason)).toBe(reason)
    }
  })
})

describe('fromWireError', () => {
  it.each(codes.filter((code) => code !== 'auth' && code !== 'quota-exceeded'))('reads %s back', (code) => {
    const error = new ChatError(code, 'Why.', { retryAfterMs: 1_500, requestId: 'r1' })
    expect(fromWireError(JSON.parse(JSON.stringify(toWireError(error))), fallback)).toMatchObject({
      code,
      message: 'Why.',
      retryAfterMs: 1_500,
      requestId: 'r1',
    })
  })

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { code: 'no-such-code', message: '' },
    { code: 'toString', message: 5 },
    { code: 429, retryAfterMs: -1, requestId: 7 },
    { retryAfterMs: 'soon' },
  ])('fills in what %j does not say', (wire) => {
    expect(fromWireError(wire, fallback)).toMatchObject({
      code: 'server',
      message: 'It failed.',
      retryAfterMs: undefined,
      requestId: undefined,
    })
  })
})
