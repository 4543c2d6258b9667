import { ChatError, isChatError, untilAborted } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { type RotatingOptions, rotating } from './rotating.ts'

const ttlMs = 1_000
const staleMs = 50_000

/** A secret over a vault whose value, or whose failure, can be changed. */
function created(options: RotatingOptions = {}) {
  const { clock = createTestClock() } = options as { clock?: TestClock }
  const vault: { gives: () => string | Promise<string> } = { gives: () => 'first' }
  const source = vi.fn(() => vault.gives())
  return { clock, vault, source, secret: rotating(source, { ttlMs, staleMs, ...options, clock }) }
}

/** As in a Worker whose request is over: no timer of it goes off. */
function silentAfter(clock: TestClock): TestClock {
  return { ...clock, after: () => () => {} }
}

function fails(): never {
  throw new Error('sealed')
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}

async function failureOf(reading: string | Promise<string>): Promise<ChatError> {
  const error = await Promise.resolve(reading).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isChatError(error)) throw error ?? new Error('It did not fail.')
  return error
}

describe('what rotating keeps', () => {
  it('is read anew after a reading that nobody hears of again', async () => {
    const { clock, vault, source, secret } = created({ timeoutMs: 5_000, clock: silentAfter(createTestClock()) })
    await secret.read()
    vault.gives = () => new Promise(() => {})
    await clock.advance(ttlMs)
    expect(secret.read()).toBe('first')
    vault.gives = () => 'third'
    await clock.advance(5_000)
    expect(secret.read()).toBe('first')
    expect(source).toHaveBeenCalledTimes(2)
    await clock.advance(1)
    expect(secret.read()).toBe('first')
    await clock.advance(0)
    expect(secret.read()).toBe('third')
  })

  it('is read at the first call, not before, and kept for ttlMs', async () => {
    const { clock, vault, source, secret } = created()
    expect(source).not.toHaveBeenCalled()
    expect(await secret.read()).toBe('first')
    vault.gives = () => 'second'
    await clock.advance(ttlMs - 1)
    expect(secret.read()).toBe('first')
    expect(source).toHaveBeenCalledOnce()
  })

  it('is read anew in the background by the next call once ttlMs are over', async () => {
    const { clock, vault, source, secret } = created()
    await secret.read()
    vault.gives = () => 'second'
    await clock.advance(ttlMs)
    expect(source).toHaveBeenCalledOnce()
    expect(secret.read()).toBe('first')
    await clock.advance(0)
    expect(secret.read()).toBe('second')
    expect(source).toHaveBeenCalledTimes(2)
    await clock.advance(ttlMs - 1)
    secret.read()
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('is asked for once, however many wait', async () => {
    const { source, secret } = created()
    const read = await Promise.all(Array.from({ length: 50 }, () => secret.read()))
    expect(new Set(read)).toEqual(new Set(['first']))
    expect(source).toHaveBeenCalledOnce()
  })

  it('is five minutes old at most, and an hour more if need be, unless told otherwise', async () => {
    const { clock, vault, source, secret } = created({ ttlMs: undefined, staleMs: undefined })
    await secret.read()
    vault.gives = fails
    await clock.advance(299_999)
    expect(secret.read()).toBe('first')
    expect(source).toHaveBeenCalledOnce()
    await clock.advance(3_600_001)
    expect(secret.read()).toBe('first')
    await clock.advance(1)
    expect(await failureOf(secret.read())).toMatchObject({ code: 'auth' })
  })

  it('loses the white space that copying leaves', async () => {
    expect(await rotating(() => ' key\n').read()).toBe('key')
  })

  it('goes on being read for the others when one of them hangs up', async () => {
    const { vault, source, secret } = created()
    const value = deferred<string>()
    vault.gives = () => value.promise
    const call = new AbortController()
    const gone = untilAborted(Promise.resolve(secret.read()), call.signal)
    const waiting = secret.read()
    call.abort('gone')
    await expect(gone).rejects.toBe('gone')
    value.resolve('late')
    expect(await waiting).toBe('late')
    expect(source).toHaveBeenCalledOnce()
  })

  it('changes under load without a call that fails or waits', async () => {
    const { clock, vault, source, secret } = created()
    await secret.read()
    const seen = new Set<unknown>()
    for (let round = 0; round < 100; round++) {
      if (round === 40) vault.gives = () => 'second'
      for (let call = 0; call < 20; call++) seen.add(secret.read())
      await clock.advance(100)
    }
    expect([...seen]).toEqual(['first', 'second'])
    expect(secret.read()).toBe('second')
    expect(source.mock.calls.length).toBeLessThanOrEqual(11)
  })
})

describe('a source that fails', () => {
  it('is out of the way until the value is older than ttlMs and staleMs together', async () => {
    const { clock, vault, secret } = created()
    await secret.read()
    vault.gives = fails
    await clock.advance(ttlMs + staleMs)
    expect(secret.read()).toBe('first')
    await clock.advance(1)
    const error = await failureOf(secret.read())
    expect(error).toMatchObject({ code: 'auth', message: 'The server has no credential.', cause: new Error('sealed') })
    vault.gives = () => 'second'
    await clock.advance(1_000)
    expect(await secret.read()).toBe('second')
  })

  it('is asked in the background again after ten seconds, no sooner', async () => {
    const { clock, vault, source, secret } = created()
    await secret.read()
    vault.gives = fails
    await clock.advance(ttlMs)
    secret.read()
    await clock.advance(9_999)
    expect(secret.read()).toBe('first')
    expect(source).toHaveBeenCalledTimes(2)
    await clock.advance(1)
    vault.gives = () => 'second'
    expect(secret.read()).toBe('first')
    expect(source).toHaveBeenCalledTimes(3)
    await clock.advance(0)
    expect(secret.read()).toBe('second')
  })

  it('is asked once at a time and once a second, however many calls come, while there is nothing to go on with', async () => {
    const { clock, vault, source, secret } = created()
    vault.gives = fails
    const errors = await Promise.all([failureOf(secret.read()), failureOf(secret.read())])
    expect(errors[0]).toBe(errors[1])
    vault.gives = () => 'first'
    await clock.advance(999)
    expect(await failureOf(secret.read())).toBe(errors[0])
    expect(source).toHaveBeenCalledOnce()
    await clock.advance(1)
    expect(await secret.read()).toBe('first')
  })

  it('keeps an `auth` of its own', async () => {
    const error = new ChatError('auth', 'The server has no credential.', { cause: 'The token was refused.' })
    expect(await failureOf(rotating(() => Promise.reject(error)).read())).toBe(error)
  })

  it('may hang for timeoutMs, and what it says later is ignored', async () => {
    const { clock, vault, secret } = created({ timeoutMs: 500 })
    const [late, later] = [deferred<string>(), deferred<string>()]
    vault.gives = () => late.promise
    const failure = failureOf(secret.read())
    await clock.advance(499)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect(await failure).toMatchObject({ code: 'auth', cause: 'The source did not answer within 500 ms.' })
    vault.gives = () => later.promise
    await clock.advance(1_000)
    const second = secret.read()
    late.resolve('late')
    await clock.advance(0)
    later.resolve('later')
    expect(await second).toBe('later')
    expect(secret.read()).toBe('later')
    expect(clock.pendingTimers).toBe(0)
  })

  it('may hang for ten seconds unless told otherwise, and may fail after that', async () => {
    const { clock, vault, secret } = created()
    const late = deferred<string>()
    vault.gives = () => late.promise
    const failure = failureOf(secret.read())
    await clock.advance(9_999)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect((await failure).code).toBe('auth')
    late.reject(new Error('too late'))
    await clock.advance(0)
  })

  it.each([
    ['nothing', undefined, 'gave nothing'],
    ['a number', 42, 'no text'],
    ['an empty text', ' \n', 'empty'],
    ['16 KiB and one more', 'k'.repeat(16_385), 'more than 16384'],
    ['a line break', 'private\r\nx-admin: 1', 'no header can carry'],
    ['Chinese', 'private密钥', 'no header can carry'],
  ])('has no credential if it gives %s, and is not quoted', async (_, value, reason) => {
    const error = await failureOf(rotating(() => value as string).read())
    expect(error.code).toBe('auth')
    expect(error.cause).toContain(reason)
    expect(`${error.message}${error.cause}`).not.toContain('private')
  })

  it('may give 16 KiB', async () => {
    expect(await rotating(() => 'k'.repeat(16_384)).read()).toHaveLength(16_384)
  })
})

describe('the check of rotating', () => {
  it('finds nothing wrong with a source that can be read', async () => {
    expect(await created().secret.check()).toBeUndefined()
  })

  it.each([
    ['our own reason', new ChatError('auth', 'No.', { cause: 'The token was refused.' }), 'The token was refused.'],
    ['the reason of our reason', new ChatError('network', 'No.', { cause: 'No route.' }), 'No route.'],
    ['the sentence of one that gives none', new ChatError('network', 'No.'), 'No.'],
    ['no word of a foreign error', new Error('password=private'), 'The source threw an error.'],
  ])('says %s', async (_, thrown, reason) => {
    const secret = rotating(() => Promise.reject(thrown))
    expect(await secret.check()).toBe(`The vault could not be read: ${reason}`)
  })
})

describe('the options of rotating', () => {
  it.each([
    [{ ttlMs: 0 }, 'rotating: ttlMs must be a number above 0, got 0'],
    [{ ttlMs: Number.NaN }, 'rotating: ttlMs must be'],
    [{ staleMs: -1 }, 'rotating: staleMs must be a number of at least 0, got -1'],
    [{ timeoutMs: 0 }, 'rotating: timeoutMs must be a finite number above 0, got 0'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'rotating: timeoutMs must be'],
  ])('may not be %j', (options, message) => {
    expect(() => rotating(() => '', options)).toThrow(RangeError)
    expect(() => rotating(() => '', options)).toThrow(message)
  })

  it('may be at the edge', () => {
    rotating(() => '', { ttlMs: 1, staleMs: 0, timeoutMs: 1 })
    rotating(() => '', { ttlMs: Number.POSITIVE_INFINITY, staleMs: Number.POSITIVE_INFINITY })
  })
})
