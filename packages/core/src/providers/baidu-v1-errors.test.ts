import { describe, expect, it } from 'vitest'
import { baiduV1Errors } from './baidu-v1-errors.ts'
import { qianfanDialect } from './dialects/qianfan.ts'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'

const classify = createClassifier(baiduV1Errors)
const codeOf = (body: unknown) => classify({ status: 200, headers: new Headers(), body, now: 0 }).code

describe('a failure of Qianfan’s first version', () => {
  it.each([
    [2, 'server'],
    [3, 'bad-request'],
    [4, 'overloaded'],
    [6, 'forbidden'],
    [13, 'auth'],
    [17, 'quota-exceeded'],
    [18, 'rate-limited'],
    [110, 'auth'],
    [111, 'auth'],
    [336005, 'not-found'],
    [336100, 'overloaded'],
    [336103, 'context-too-long'],
    [336502, 'rate-limited'],
    [99_999, 'server'],
  ])('is known by its number, under both names: %i is %s', (number, code) => {
    expect(codeOf({ error_code: number, error_msg: 'It failed.' })).toBe(code)
    expect(codeOf({ code: number, msg: 'It failed.' })).toBe(code)
    expect(codeOf({ error_code: String(number) })).toBe(code)
  })
})

describe('what Baidu’s gateway says of a signature', () => {
  const classifySecond = createClassifier(qianfanDialect.errors ?? { words: {} }, openaiErrors)

  it.each([
    ['IamSignatureInvalid', 400, 'auth'],
    ['SignatureDoesNotMatch', 400, 'auth'],
    ['InvalidAccessKeyId', 403, 'auth'],
    ['InvalidHTTPAuthHeader', 400, 'auth'],
    ['RequestExpired', 400, 'auth'],
    ['AccessDenied', 403, 'forbidden'],
  ])('means the same in both versions: %s with %i is %s', (word, status, code) => {
    const headers = new Headers({ 'x-bce-error-code': word })
    const failures = [
      { status, headers, body: '', now: 0 },
      { status, headers: new Headers(), body: { code: word, message: 'no', requestId: '1' }, now: 0 },
    ]
    expect(failures.map((failure) => classify(failure).code)).toEqual([code, code])
    expect(failures.map((failure) => classifySecond(failure).code)).toEqual([code, code])
  })
})
