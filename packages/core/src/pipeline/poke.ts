import type { Clock } from '../chat/clock.ts'
import type { CallCost } from '../limit/call-cost.ts'
import type { Limiter } from '../limit/limiter.ts'

/** For asking how long those will wait who stand in the queue already. */
export const noMore: CallCost = { requests: 0 }
const shortestNapMs = 250
const longestNapMs = 1_000

/**
 * Has a limiter look again from time to time, by a timer of the call that waits. The one that the limiter has may be gone:
 * in Workers a timer dies with the request that set it. Gives back what ends it.
 */
export function poke(limiter: Limiter, clock: Clock): () => void {
  let cancel = () => {}
  const arm = () => {
    const waitMs = limiter.waitMs(noMore)
    // Where nothing but another call's end can help, that end is what wakes us.
    const napMs = waitMs > 0 ? Math.min(Math.max(waitMs, shortestNapMs), longestNapMs) : longestNapMs
    cancel = clock.after(napMs, () => {
      limiter.wake()
      arm()
    })
  }
  arm()
  return () => cancel()
}
