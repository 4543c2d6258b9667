import { type Clock, type Fetch, isChatError, type KeyValueStore, systemClock } from '@sluice/core'
import type { IssuedToken } from './token-reply.ts'
import { createTokenStore, type HeldToken } from './token-store.ts'
import { within } from './within.ts'

/** What every way to short-lived tokens can be told. */
export interface TokenOptions {
  /** Where servers share their tokens. It holds them as they are: nobody else may read it. @default each server's own memory */
  store?: KeyValueStore | undefined
  /** Asks for the tokens: the target's own does not reach this far. @default the global `fetch` */
  fetch?: Fetch | undefined
  /** Tells how old tokens are: the target's own does not reach this far. @default systemClock */
  clock?: Clock | undefined
  /** For a reply of the token endpoint. @default 10_000 */
  timeoutMs?: number | undefined
}

/** The right to ask for tokens, with the credentials of this moment. */
export interface TokenGrant {
  /** Another for other credentials. Says nothing of them. */
  readonly key: string
  /** Asks for a token. Throws `auth` if the credentials are refused. */
  issue(): Promise<IssuedToken>
  /** Told that the credentials were refused. */
  forget(): void
}

/** Always has a token. */
export interface TokenSource {
  get(): Promise<string>
  /** Told that this very token was refused. Says whether there is another worth a try. */
  drop(token: string): Promise<boolean>
}

export interface TokenSourceOptions extends Pick<TokenOptions, 'store' | 'clock'> {
  grant: () => Promise<TokenGrant>
}

/** What is known of one grant. */
interface Known {
  held?: HeldToken | undefined
  /** Everybody who needs a token waits for the same one. It belongs to no call, so no call can abort it. */
  asking?: Promise<HeldToken> | undefined
  askedAtMs?: number | undefined
  failure?: { error: unknown; untilMs: number } | undefined
  /** The token last dropped: not to be taken from the store again. */
  dropped?: string | undefined
  removal?: Promise<void> | undefined
  droppedAtMs?: number | undefined
}

const longestRefreshMs = 3_600_000
const refusalMs = 60_000
const pauseMs = 10_000
const maxKnown = 1_000
// Far longer than asking takes. In Workers it ends with the request that began it, and then nobody is ever told.
const longestAskMs = 30_000

/**
 * Keeps a token fresh. It is replaced in the background while under a tenth of its life, or an hour, is left. Refused
 * credentials are not tried again for a minute, and a refused token is replaced once a minute at most.
 */
export function createTokenSource({ grant, store, clock = systemClock }: TokenSourceOptions): TokenSource {
  const shared = createTokenStore(store, clock)
  const knownByKey = new Map<string, Known>()

  function knownOf(key: string): Known {
    const known = knownByKey.get(key) ?? {}
    // Used last, so the last to go.
    knownByKey.delete(key)
    knownByKey.set(key, known)
    const [oldest] = knownByKey.keys()
    if (knownByKey.size > maxKnown && oldest !== undefined) knownByKey.delete(oldest)
    return known
  }

  const isOver = (held: HeldToken) => clock.now() >= held.expiresAt
  const isDue = (held: HeldToken) => clock.now() > held.refreshAt
  const isPausing = ({ failure }: Known) => failure !== undefined && clock.monotonic() < failure.untilMs

  const leftMs = (sinceMs = Number.NEGATIVE_INFINITY) => sinceMs + longestAskMs - clock.monotonic()
  const pending = ({ asking, askedAtMs }: Known) => (leftMs(askedAtMs) > 0 ? asking : undefined)

  async function ask(known: Known, granted: TokenGrant): Promise<HeldToken> {
    const others = pending(known)
    if (others !== undefined) return (await within(others, leftMs(known.askedAtMs), clock)) ?? ask(known, granted)
    const mine = next(known, granted).finally(() => {
      if (known.asking === mine) known.asking = undefined
    })
    known.asking = mine
    known.askedAtMs = clock.monotonic()
    return mine
  }

  async function next(known: Known, granted: TokenGrant): Promise<HeldToken> {
    try {
      await within(known.removal, leftMs(known.droppedAtMs), clock)
      known.held = (await found(known, granted.key)) ?? (await issued(granted))
      known.failure = undefined
      return known.held
    } catch (error) {
      const waitMs = isRefusal(error) ? refusalMs : pauseMs
      known.failure = { error, untilMs: clock.monotonic() + waitMs }
      if (isRefusal(error)) granted.forget()
      throw error
    }
  }

  /** What another process has got meanwhile. */
  async function found(known: Known, key: string): Promise<HeldToken | undefined> {
    const held = await shared.read(key)
    if (held === undefined || isOver(held) || held.token === known.dropped) return undefined
    return known.held !== undefined && isDue(held) ? undefined : held
  }

  async function issued(granted: TokenGrant): Promise<HeldToken> {
    // Its life begins before we hear of it.
    const startedMs = clock.now()
    const { token, expiresInMs } = await granted.issue()
    const expiresAt = startedMs + expiresInMs
    const held = { token, expiresAt, refreshAt: expiresAt - Math.min(expiresInMs / 10, longestRefreshMs) }
    await shared.write(granted.key, held)
    return held
  }

  async function remove(key: string, token: string, known: Known): Promise<void> {
    // Or what is being written would be taken for the old one. Its failure is told to those who need the token.
    await within(pending(known), leftMs(known.askedAtMs), clock).catch(() => undefined)
    await shared.remove(key, token)
  }

  return {
    async get() {
      const granted = await grant()
      const known = knownOf(granted.key)
      const { held, failure } = known
      if (held !== undefined && !isOver(held)) {
        // A failure is no matter while the old token works; `failure` keeps it from being repeated at once.
        if (isDue(held) && !isPausing(known)) ask(known, granted).catch(() => undefined)
        return held.token
      }
      known.held = undefined
      if (isPausing(known) && isRefusal(failure?.error)) throw failure?.error
      return (await ask(known, granted)).token
    },
    async drop(token) {
      const nowMs = clock.monotonic()
      for (const [key, known] of knownByKey) {
        if (known.held?.token !== token) continue
        // The last one was dropped just now, and its successor is refused as well: a third would be, too.
        if (known.droppedAtMs !== undefined && nowMs - known.droppedAtMs < refusalMs) return false
        known.held = undefined
        known.dropped = token
        known.droppedAtMs = nowMs
        known.removal = remove(key, token, known)
      }
      const removals = [...knownByKey.values()].flatMap(({ dropped, removal }) => (dropped === token ? removal : []))
      await Promise.all(removals.map((removal) => within(removal, longestAskMs, clock)))
      return true
    },
  }
}

function isRefusal(error: unknown): boolean {
  return isChatError(error) && error.code === 'auth'
}
