import { type Clock, type KeyValueStore, untilAborted } from '@sluice/core'
import * as z from 'zod'
import { tokenText } from './token-reply.ts'

const heldToken = z.object({
  token: tokenText,
  /** When it ends, in milliseconds since the Unix epoch: processes share it. */
  expiresAt: z.number(),
  /** When it is time to ask for another. */
  refreshAt: z.number(),
})

export type HeldToken = z.infer<typeof heldToken>

/** A key-value store as a place for tokens. It never throws: a store only saves requests. */
export interface TokenStore {
  read(key: string): Promise<HeldToken | undefined>
  write(key: string, held: HeldToken): Promise<void>
  /** Removes this very token. */
  remove(key: string, token: string): Promise<void>
}

const patienceMs = 2_000
const restMs = 10_000

export function createTokenStore(store: KeyValueStore | undefined, clock: Clock): TokenStore {
  let restsUntilMs = Number.NEGATIVE_INFINITY

  async function attempt<Value>(use: (store: KeyValueStore) => Promise<Value>): Promise<Value | undefined> {
    if (store === undefined || clock.monotonic() < restsUntilMs) return undefined
    const asking = new AbortController()
    const callOff = clock.after(patienceMs, () => asking.abort())
    try {
      return await untilAborted(use(store), asking.signal)
    } catch {
      // Calls go on without it, and do not wait for it again at once.
      restsUntilMs = clock.monotonic() + restMs
      return undefined
    } finally {
      callOff()
    }
  }

  return {
    read: (key) => attempt(async (store) => parsed(await store.get(key))),
    async write(key, held) {
      const ttlMs = Math.max(1, Math.floor(held.expiresAt - clock.now()))
      await attempt(async (store) => store.set(key, JSON.stringify(held), { ttlMs }))
    },
    async remove(key, token) {
      await attempt(async (store) => {
        // Another process may write in between. Its token is then asked for once more, which does no harm.
        if (parsed(await store.get(key))?.token === token) await store.delete(key)
      })
    },
  }
}

function parsed(text: string | undefined): HeldToken | undefined {
  try {
    return heldToken.safeParse(JSON.parse(text ?? 'null')).data
  } catch {
    // Not ours: written over by the next token.
    return undefined
  }
}
