import type { Clock } from '../chat/clock.ts'
import type { ChatError, ChatErrorCode } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/** Whether a lane can be used, by what became of its calls. */
export interface LaneHealth {
  /** Whether a call may use it now. */
  isFit(): boolean
  /** Told when a call begins to use it. */
  begin(): LaneCall
  /** Why it is not used, and for how long from now. */
  benched(): { code: ChatErrorCode; forMs: number } | undefined
}

/** What becomes of one call of a lane. The first word counts. */
export interface LaneCall {
  /** The provider has taken the credential. */
  accepted(): void
  refused(error: ChatError): void
  /** It ended in a way that tells nothing of the credential. */
  undecided(): void
}

interface Bench {
  readonly code: ChatErrorCode
  readonly untilMs: number
}

// A refused credential seldom heals by itself, and asking with it costs a call: from a minute to an hour.
const shortestBenchMs = 60_000
const longestBenchMs = 3_600_000
// Of a provider that is asked too much and does not say for how long: Baidu's and Alibaba's windows last a minute.
const shortestWaitMs = 1_000
const longestWaitMs = 60_000

/** Whether the failure speaks against this credential, so that another one may succeed. */
export function isRefusal({ code }: ChatError): boolean {
  return code === 'auth' || code === 'quota-exceeded' || code === 'rate-limited'
}

/** Whether we failed before the vendor was asked: what it says is kept with the status of its reply. */
function isOwn(cause: unknown): boolean {
  return cause !== undefined && !(isRecord(cause) && 'status' in cause)
}

/**
 * A lane whose credential was refused is benched. When its time is up, one call at a time tries it until one is accepted;
 * a lane that was only too fast is simply used again.
 */
export function createLaneHealth(clock: Clock): LaneHealth {
  let bench: Bench | undefined
  let refusals = 0
  let isProbed = false

  const leftMs = () => (bench === undefined ? 0 : Math.max(0, bench.untilMs - clock.monotonic()))
  const needsProbe = () => bench !== undefined && bench.code !== 'rate-limited'

  function refuse({ code, retryAfterMs, cause }: ChatError, known: Bench | undefined): void {
    // What was in flight together is refused together: that is one refusal, however many calls they were.
    const isNews = bench === undefined || bench === known
    if (isNews) refusals++
    // One that could not be read, because a vault is down perhaps, may be there again at any moment.
    const isShort = code === 'rate-limited' || isOwn(cause)
    const growing = (isShort ? shortestWaitMs : shortestBenchMs) * 2 ** Math.min(refusals - 1, 20)
    const ownMs = Math.min(growing, isShort ? longestWaitMs : longestBenchMs)
    const untilMs = clock.monotonic() + Math.min(retryAfterMs ?? ownMs, longestBenchMs)
    if (isNews || untilMs > (bench?.untilMs ?? 0)) bench = { code, untilMs }
  }

  return {
    isFit: () => leftMs() === 0 && !(needsProbe() && isProbed),
    begin() {
      const known = bench
      const isProbe = needsProbe()
      if (isProbe) isProbed = true
      let isDecided = false
      const decide = (act: () => void) => {
        if (isDecided) return
        isDecided = true
        if (isProbe) isProbed = false
        act()
      }
      return {
        accepted() {
          decide(() => {
            // A call from before the refusal says nothing of it.
            if (bench !== known) return
            bench = undefined
            refusals = 0
          })
        },
        refused: (error) => decide(() => refuse(error, known)),
        undecided: () => decide(() => {}),
      }
    },
    benched() {
      return bench === undefined || leftMs() === 0 ? undefined : { code: bench.code, forMs: leftMs() }
    },
  }
}
