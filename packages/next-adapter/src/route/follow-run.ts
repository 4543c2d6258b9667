import {
  type ChatError,
  type Clock,
  isChatError,
  type RunLog,
  type RunPart,
  toChatError,
  untilAborted,
} from '@sluice/core'
import { toWireError } from '@sluice/core/ui'
import { donePart, type PartSource } from './part-stream.ts'
import { readRefusal } from './refusal.ts'

export interface FollowOptions {
  log: RunLog
  runId: string
  /** The number of the last part that the reader has; 0 for none. */
  after: number
  /** The reader's request. */
  http: Request
  /** How long to wait for a beginning; one that comes later, or not at all, is told in the stream. */
  commitAfterMs: number
  clock: Clock
}

/**
 * Reads a run out of the log, to its end. Who wants all of it waits here until there is a beginning, though not for ever,
 * and gets `undefined` if the log does not have it any longer.
 *
 * @throws ChatError what the run said if it never began; the reason if the reader leaves.
 */
export async function followRun(options: FollowOptions): Promise<PartSource | undefined> {
  const { log, runId, after, http } = options
  const left = new AbortController()
  const iterator = log.read(runId, { after, signal: left.signal })[Symbol.asyncIterator]()
  const leave = () => {
    left.abort()
    // Also where it waits for nothing. Nobody is interested in how it takes it.
    iterator.return?.().catch(() => undefined)
  }
  let first: Promise<Step> | undefined
  if (after === 0) {
    first = iterator.next()
    try {
      const step = await untilAborted(inTime(first, options), http.signal)
      const refusal = step && refusalIn(step)
      if (refusal !== undefined) throw refusal
    } catch (error) {
      leave()
      if (isChatError(error) && error.code === 'interrupted') return undefined
      throw error
    }
  }

  let isOver = false
  let isWhole = false
  let failure: RunPart[] = []
  return {
    async read() {
      if (isOver) return []
      try {
        const isFirst = first !== undefined
        const step = await (first ?? iterator.next())
        first = undefined
        const refusal = isFirst ? refusalIn(step) : undefined
        if (refusal !== undefined) throw refusal
        if (!step.done) return step.value
        isWhole = true
      } catch (error) {
        failure = [errorPart(error)]
      }
      isOver = true
      return [...failure, donePart]
    },
    leave,
    onDelivered() {
      if (isWhole) void log.deliver(runId)
    },
  }
}

type Step = IteratorResult<readonly RunPart[]>

/** `undefined` where it takes too long. */
function inTime(step: Promise<Step>, { commitAfterMs, clock }: FollowOptions): Promise<Step | undefined> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(commitAfterMs, () => resolve(undefined))
    step.then(resolve, reject).finally(callOff)
  })
}

/** What a run says that never begins: all that begin have a number. */
function refusalIn(step: Step): ChatError | undefined {
  const [part] = step.done ? [] : step.value
  return part !== undefined && part.seq === undefined ? readRefusal(part.data) : undefined
}

/** Why a reader gets no more of a run; it is no part of the run. */
function errorPart(error: unknown): RunPart {
  const { message, ...rest } = toWireError(toChatError(error))
  return { data: JSON.stringify({ type: 'error', errorText: message, ...rest }) }
}
