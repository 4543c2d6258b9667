import { describe, expect, it } from 'vitest'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'

const openaiError = createClassifier(openaiErrors)

const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  openaiError({ status, body, headers: new Headers(headers), now: Date.UTC(2026, 0, 1) })
const error = (fields: object) => ({ error: fields })

describe('openaiError', () => {
  it.each([
    [400, 'bad-request'],
    [401, 'auth'],
    [402, 'quota-exceeded'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [408, 'timeout'],
    [413, 'context-too-long'],
    [418, 'bad-request'],
    [422, 'bad-request'],
    [429, 'rate-limited'],
    [500, 'server'],
    [502, 'server'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [520, 'server'],
    [529, 'overloaded'],
  ])('takes a bare %i for %s', (status, code) => {
    expect(failure(status, undefined).code).toBe(code)
    expect(failure(status, '<html>Bad gateway</html>').code).toBe(code)
    expect(failure(status, error({ code: null, type: 'something_else' })).code).toBe(code)
  })

  it.each([
    [429, { code: 'insufficient_quota' }, 'quota-exceeded'],
    [429, { code: null, type: 'insufficient_quota' }, 'quota-exceeded'],
    [400, { code: 'context_length_exceeded' }, 'context-too-long'],
    [400, { message: "This model's maximum context length is 1024 tokens.", code: 400 }, 'context-too-long'],
    [400, { type: 'content_filter' }, 'content-filtered'],
    [400, { code: 'DATA_INSPECTION_FAILED' }, 'content-filtered'],
    [429, { type: 'engine_overloaded_error' }, 'overloaded'],
    [400, { code: 'constructor', type: '__proto__' }, 'bad-request'],
  ])('lets the word in a %i reply decide before its status: %j', (status, fields, code) => {
    expect(failure(status, error(fields)).code).toBe(code)
  })

  it('reads a flat body as it reads a nested one', () => {
    expect(failure(400, { object: 'error', message: 'no', type: 'BadRequestError', code: 400 }).code).toBe(
      'bad-request',
    )
    expect(failure(400, { object: 'error', code: 'context_length_exceeded' }).code).toBe('context-too-long')
  })

  it('inside a stream takes the status from the code, else blames the provider', () => {
    expect(failure(200, error({ code: 429, message: 'slow' })).code).toBe('rate-limited')
    expect(failure(200, error({ code: '503' })).code).toBe('overloaded')
    expect(failure(200, error({ message: 'oops' })).code).toBe('server')
    expect(failure(200, { error: 'oops' }).code).toBe('server')
  })

  it('keeps what the vendor said for the log, and out of the message', () => {
    const body = error({ message: 'org-123 exceeded its quota', code: 'rate_limit_exceeded' })
    const told = failure(429, body, { 'retry-after': '2' })
    expect(told.message).not.toContain('org-123')
    expect(told).toMatchObject({ cause: { status: 429, body }, retryAfterMs: 2_000 })
  })

  it.each(['x-request-id', 'request-id', 'x-bce-request-id', 'x-ds-trace-id'])(
    'keeps the request’s id of the header %s for the log',
    (name) => {
      expect(failure(500, undefined, { [name]: 'r-1' }).cause).toEqual({
        status: 500,
        body: undefined,
        requestId: 'r-1',
      })
      expect(failure(500, undefined).cause).not.toHaveProperty('requestId')
      expect(failure(500, undefined, { [name]: 'r'.repeat(1_000) }).cause).toMatchObject({ requestId: 'r'.repeat(200) })
    },
  )

  it('has a sentence for every failure', () => {
    for (let status = 400; status < 600; status++) expect(failure(status, undefined).message).toMatch(/^The .+\.$/)
  })
})

describe('an error inside a stream', () => {
  it.each([
    [{ type: 'invalid_request_error' }, 'bad-request'],
    [{ code: 'invalid_value', type: 'invalid_request_error' }, 'bad-request'],
    [{ code: 'unsupported_parameter' }, 'bad-request'],
    [{ code: 'unsupported_value' }, 'bad-request'],
    [{ type: 'authentication_error', code: 'invalid_request_error' }, 'auth'],
    [{ type: 'permission_error' }, 'forbidden'],
    [{ type: 'not_found_error' }, 'not-found'],
    [{ status: 429 }, 'rate-limited'],
    [{ status: 503, message: 'No.' }, 'overloaded'],
    [{ status: 'failed' }, 'server'],
  ] as const)('%j is %s', (fields, code) => {
    expect(failure(200, error(fields)).code).toBe(code)
  })

  it('is known by its status first where it has one', () => {
    expect(failure(500, error({ type: 'invalid_request_error' })).code).toBe('server')
    expect(failure(400, error({ status: 429 })).code).toBe('bad-request')
  })
})
