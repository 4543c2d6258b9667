import type { StandardSchema, UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { checkChunk } from './check-chunk.ts'

/** A schema for what passes `isRight`, that may take its time. */
const schema = (isRight: (value: unknown) => boolean, isSlow = false): StandardSchema => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate(value) {
      const result = isRight(value) ? { value } : { issues: [{ message: 'must be right' }] }
      return isSlow ? Promise.resolve(result) : result
    },
  },
})
const message =
  (metadata: object = {}) =>
  () =>
    ({ id: 'm', role: 'assistant', parts: [], metadata }) as UIMessage
const never = schema(() => false)
const expecting = (metadata?: StandardSchema, data?: Record<string, StandardSchema>) => ({ metadata, data })

describe('what an application expects of answers', () => {
  it('is held against data parts by their names', () => {
    const expected = expecting(undefined, { weather: schema((value) => value === 21) })
    expect(checkChunk({ type: 'data-weather', data: 21 }, message(), expected)).toBeUndefined()
    expect(checkChunk({ type: 'data-other', data: 22 }, message(), expected)).toBeUndefined()
    expect(() => checkChunk({ type: 'data-weather', data: 22 }, message(), expected)).toThrow('data-weather')
  })

  it('is held against metadata, without what Sluice says', () => {
    const chunk = { type: 'message-metadata', messageMetadata: {} } as const
    const expected = expecting(schema((value) => JSON.stringify(value) === '{"own":1}'))
    expect(checkChunk(chunk, message({ own: 1, sluice: { model: 'm' } }), expected)).toBeUndefined()
    expect(() => checkChunk(chunk, message({ own: 2 }), expected)).toThrow('metadata: must be right')
    expect(checkChunk(chunk, message({ sluice: { model: 'm' } }), expecting(never))).toBeUndefined()
  })

  it('may take its time', async () => {
    const slow = (isRight: boolean) => expecting(undefined, { weather: schema(() => isRight, true) })
    const chunk = { type: 'data-weather', data: 1 } as const
    await expect(checkChunk(chunk, message(), slow(true))).resolves.toBeUndefined()
    await expect(checkChunk(chunk, message(), slow(false))).rejects.toMatchObject({ code: 'server' })
  })

  it('is no affair of other parts', () => {
    expect(
      checkChunk({ type: 'text-delta', id: '0', delta: 'a' }, message({ own: 1 }), expecting(never)),
    ).toBeUndefined()
  })
})
