import { type Clock, isChatError, systemClock } from '@sluice/core'
import { checkedCredential, noCredential } from './credential.ts'
import { checkedMs } from './duration.ts'
import type { Secret } from './secret.ts'

export interface RotatingOptions {
  /** How long a value is used before the source is asked again. @default 300_000 */
  ttlMs?: number | undefined
  /** How much longer it is used while the source cannot be read. @default 3_600_000 */
  staleMs?: number | undefined
  /** How long the source may take. @default 10_000 */
  timeoutMs?: number | undefined
  clock?: Clock | undefined
}

interface Kept {
  readonly value: string
  readonly sinceMs: number
  /** No refresh in the background starts before. */
  notBeforeMs: number
}

interface Refusal {
  readonly value: string
  readonly atMs: number
  /** The source stands by its value: until then nobody can make us ask for it again. */
  ignoredUntilMs: number
}

// Between two attempts at a source that fails, or that insists on a value which the provider refuses.
const pauseMs = 10_000
// While there is nothing to go on with, calls are told of the last failure for so long.
const failureMs = 1_000

/**
 * A credential that changes from time to time, kept between calls: one from a vault.
 *
 * Once `ttlMs` are over, the next call has it read anew in the background and goes on with the old one at once, so that
 * neither a rotation nor a vault that is down makes a call wait or fail. After `staleMs` more, calls wait for the source.
 * Whoever has the secret and may not wait for longer gives up on its own: the reading goes on for the others.
 *
 * @throws RangeError for an option out of range.
 */
export function rotating(source: () => string | Promise<string>, options: RotatingOptions = {}): Secret {
  const { ttlMs, staleMs, timeoutMs, clock } = resolve(options)
  let kept: Kept | undefined
  let reading: Promise<string> | undefined
  let readingSinceMs = 0
  let refusal: Refusal | undefined
  let failure: { readonly error: unknown; readonly untilMs: number } | undefined

  function read(): string | Promise<string> {
    if (kept === undefined) return demand()
    const nowMs = clock.monotonic()
    const ageMs = nowMs - kept.sinceMs
    if (ageMs < ttlMs) return kept.value
    if (ageMs > ttlMs + staleMs) return demand()
    // Its failure is nobody's: the old value still serves, and after `staleMs` somebody waits and is told.
    if (nowMs >= kept.notBeforeMs) refresh().catch(() => undefined)
    return kept.value
  }

  function demand(): Promise<string> {
    if (failure !== undefined && clock.monotonic() < failure.untilMs) return Promise.reject(failure.error)
    return refresh()
  }

  function refresh(): Promise<string> {
    const nowMs = clock.monotonic()
    // In Workers a reading ends with the request that began it, and then nobody is ever told.
    if (reading !== undefined && nowMs - readingSinceMs <= timeoutMs) return reading
    readingSinceMs = nowMs
    const mine = readWithin(source, timeoutMs, clock).then(
      (value) => {
        if (reading === mine) keep(value)
        return value
      },
      (error) => {
        if (reading === mine) postpone(error)
        throw error
      },
    )
    reading = mine
    return mine
  }

  function keep(value: string): void {
    const nowMs = clock.monotonic()
    const isInsisting = refusal?.value === value && nowMs - refusal.atMs <= pauseMs
    if (refusal !== undefined && isInsisting && refusal.ignoredUntilMs === 0) refusal.ignoredUntilMs = nowMs + pauseMs
    kept = { value, sinceMs: nowMs, notBeforeMs: 0 }
    failure = undefined
    reading = undefined
  }

  function postpone(error: unknown): void {
    const nowMs = clock.monotonic()
    if (kept !== undefined) kept.notBeforeMs = nowMs + pauseMs
    failure = { error, untilMs: nowMs + failureMs }
    reading = undefined
  }

  return {
    read,
    async check() {
      try {
        await read()
        return undefined
      } catch (error) {
        return `The vault could not be read: ${reasonOf(error)}`
      }
    },
    forget(credential) {
      const value = credential.trim()
      const nowMs = clock.monotonic()
      if (kept?.value !== value || (refusal?.value === value && nowMs < refusal.ignoredUntilMs)) return
      kept = undefined
      failure = undefined
      // A reading that has begun may bring the refused value, for all that the source has a new one by now.
      reading = undefined
      refusal = { value, atMs: nowMs, ignoredUntilMs: 0 }
    },
  }
}

/** What comes after the time is over is ignored. */
function readWithin(source: () => string | Promise<string>, timeoutMs: number, clock: Clock): Promise<string> {
  return new Promise((resolve, reject) => {
    const calledOff = clock.after(timeoutMs, () => {
      reject(noCredential(`The source did not answer within ${timeoutMs} ms.`))
    })
    new Promise((give) => give(source()))
      .then((value) => checkedCredential(value, 'The source'))
      .then(resolve, (error) => reject(isChatError(error) && error.code === 'auth' ? error : noCredential(error)))
      .finally(calledOff)
  })
}

/** Says nothing of foreign errors, which may quote anything: those are for the log, where secrets are masked. */
function reasonOf(error: unknown): string {
  const cause = isChatError(error) ? error.cause : undefined
  if (typeof cause === 'string') return cause
  if (!isChatError(cause)) return 'The source threw an error.'
  return typeof cause.cause === 'string' ? cause.cause : cause.message
}

function resolve(options: RotatingOptions) {
  return {
    ttlMs: checkedMs(options.ttlMs ?? 300_000, 'rotating: ttlMs', { mayBeEndless: true }),
    staleMs: checkedMs(options.staleMs ?? 3_600_000, 'rotating: staleMs', { mayBeZero: true, mayBeEndless: true }),
    timeoutMs: checkedMs(options.timeoutMs ?? 10_000, 'rotating: timeoutMs'),
    clock: options.clock ?? systemClock,
  }
}
