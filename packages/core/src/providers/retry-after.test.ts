import { describe, expect, it } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.UTC(2026, 10, 23)
const wait = (headers: Record<string, string>, message = '') => retryAfterMs(new Headers(headers), message, now)

describe('retryAfterMs', () => {
  it('reads milliseconds before seconds', () => {
    expect(wait({ 'retry-after-ms': '1500', 'retry-after': '9' })).toBe(1_500)
    expect(wait({ 'Retry-After': '2.5' })).toBe(2_500)
    expect(wait({ 'retry-after': '0' })).toBe(0)
  })

  it('reads a date to come; one that has passed says nothing', () => {
    expect(wait({ 'retry-after': 'Mon, 23 Nov 2026 00:00:30 GMT' })).toBe(30_000)
    expect(wait({ 'retry-after': 'Sun, 22 Nov 2026 23:59:30 GMT' })).toBeUndefined()
  })

  it.each(['', 'soon', '-1', '1e3', 'Infinity', '0x10', '9'.repeat(400)])('makes nothing of "%s"', (value) => {
    expect(wait({ 'retry-after': value, 'retry-after-ms': value })).toBeUndefined()
  })

  it('waits for the slowest of the empty buckets, and for no other', () => {
    const requests = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' }
    const tokens = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1m0.5s' }
    expect(wait({ ...requests, ...tokens })).toBe(60_500)
    expect(wait({ ...requests, ...tokens, 'x-ratelimit-remaining-tokens': '7' })).toBe(1_000)
    expect(wait({ ...tokens, 'x-ratelimit-remaining-tokens': '7' })).toBeUndefined()
  })

  it('reads the reset of a bucket as a duration or a date, and guesses nothing', () => {
    const reset = (value: string) =>
      wait({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': value })
    expect(reset('120ms')).toBe(120)
    expect(reset('1h2m3.5s')).toBe(3_723_500)
    expect(reset('2026-11-23T00:00:45Z')).toBe(45_000)
    expect(reset('2026-11-22T00:00:00Z')).toBe(0)
    expect(reset('12')).toBe(12_000)
    for (const unclear of ['', '-1', '1e3', 'ms', 'soon']) expect(reset(unclear)).toBeUndefined()
  })

  it('reads the wording of the message when no header says anything', () => {
    expect(wait({}, 'Rate limit reached. Please try again in 1m30s.')).toBe(90_000)
    expect(wait({}, 'please TRY AGAIN IN 31ms')).toBe(31)
    expect(wait({ 'retry-after': '3' }, 'Please try again in 20s.')).toBe(3_000)
    expect(wait({}, 'Please try again in a moment.')).toBeUndefined()
  })

  it('is quick on hostile text', () => {
    expect(wait({}, `try again in ${'1m'.repeat(100_000)}`)).toBeUndefined()
  })
})
