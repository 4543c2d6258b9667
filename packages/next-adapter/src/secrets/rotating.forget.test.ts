import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { type RotatingOptions, rotating } from './rotating.ts'

const ttlMs = 1_000

/** A secret over a vault whose value can be changed. */
function created(options: RotatingOptions = {}) {
  const clock = createTestClock()
  const vault: { gives: () => string | Promise<string> } = { gives: () => 'first' }
  const source = vi.fn(() => vault.gives())
  return { clock, vault, source, secret: rotating(source, { ttlMs, clock, ...options }) }
}

describe('a credential that a provider refused', () => {
  it('is dropped, and the next call waits for the source', async () => {
    const { vault, source, secret } = created()
    await secret.read()
    vault.gives = () => 'second'
    secret.forget?.('first')
    expect(source).toHaveBeenCalledOnce()
    expect(await secret.read()).toBe('second')
    secret.forget?.('first')
    expect(secret.read()).toBe('second')
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('is not brought back by a reading that had begun before', async () => {
    const { clock, vault, source, secret } = created()
    await secret.read()
    let answer = (_: string) => {}
    vault.gives = () => new Promise((resolve) => (answer = resolve))
    await clock.advance(ttlMs)
    secret.read()
    vault.gives = () => 'second'
    secret.forget?.('first')
    const next = secret.read()
    answer('first')
    expect(await next).toBe('second')
    await clock.advance(0)
    expect(secret.read()).toBe('second')
    expect(source).toHaveBeenCalledTimes(3)
  })

  it('has its successor refreshed in time, though a reading that had begun before fails', async () => {
    const { clock, vault, source, secret } = created()
    await secret.read()
    let fail = (_: Error) => {}
    vault.gives = () => new Promise((_, reject) => (fail = reject))
    await clock.advance(ttlMs)
    secret.read()
    vault.gives = () => 'second'
    secret.forget?.('first')
    await secret.read()
    fail(new Error('too late'))
    await clock.advance(ttlMs)
    secret.read()
    expect(source).toHaveBeenCalledTimes(4)
  })

  it('cannot be forgotten for ten seconds more if the source insists on it', async () => {
    const { clock, source, secret } = created({ ttlMs: 60_000 })
    await secret.read()
    secret.forget?.('first')
    await clock.advance(10_000)
    await secret.read()
    expect(source).toHaveBeenCalledTimes(2)
    await clock.advance(9_999)
    secret.forget?.('first')
    expect(secret.read()).toBe('first')
    await clock.advance(1)
    secret.forget?.('first')
    await secret.read()
    expect(source).toHaveBeenCalledTimes(3)
  })

  it('is given those ten seconds once, not again by every refresh', async () => {
    const { clock, source, secret } = created({ ttlMs: 4_000 })
    await secret.read()
    secret.forget?.('first')
    await secret.read()
    await clock.advance(4_000)
    secret.read()
    await clock.advance(6_000)
    expect(source).toHaveBeenCalledTimes(3)
    secret.forget?.('first')
    expect(secret.read()).toBeInstanceOf(Promise)
  })

  it('can be forgotten at once if the source gave it again after more than ten seconds', async () => {
    const { clock, source, secret } = created({ ttlMs: 60_000 })
    await secret.read()
    secret.forget?.('first')
    await clock.advance(10_001)
    await secret.read()
    secret.forget?.('first')
    await secret.read()
    expect(source).toHaveBeenCalledTimes(3)
  })

  it('is asked for rarely, however often it is refused', async () => {
    const { clock, source, secret } = created({ ttlMs: 4_000 })
    for (let second = 0; second < 60; second++) {
      secret.forget?.(await secret.read())
      await clock.advance(1_000)
    }
    // Every 4 s because of its age, and at most twice in 10 s because it is refused.
    expect(source.mock.calls.length).toBeLessThanOrEqual(15 + 12)
  })

  it('is not gone on with while the source fails', async () => {
    const { vault, secret } = created()
    await secret.read()
    vault.gives = () => Promise.reject(new Error('sealed'))
    secret.forget?.('first')
    await expect(secret.read()).rejects.toMatchObject({ code: 'auth' })
  })
})
