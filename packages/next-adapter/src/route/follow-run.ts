import { isChatError, type RunLog, type RunPart, toChatError, untilAborted } from '@sluice/core'
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
}

/**
 * Reads a run out of the log, to its end. Who wants all of it waits here until there is a beginning, and gets `undefined`
 * if the log does not have it any longer.
 *
 * @throws ChatError what the run said if it never began; the reason if the reader leaves.
 */
export async function followRun({ log, runId, after, http }: FollowOptions): Promise<PartSource | undefined> {
  const left = new AbortController()
  const iterator = log.read(runId, { after, signal: left.signal })[Symbol.asyncIterator]()
  const leave = () => {
    left.abort()
    // Also where it waits for nothing. Nobody is interested in how it takes it.
    iterator.return?.().catch(() => undefined)
  }
  let first: IteratorResult<readonly RunPart[]> | undefined
  if (after === 0) {
    try {
      first = await untilAborted(iterator.next(), http.signal)
    } catch (error) {
      leave()
      if (isChatError(error) && error.code === 'interrupted') return undefined
      throw error
    }
    const [part] = first.done ? [] : first.value
    if (part !== undefined && part.seq === undefined) {
      leave()
      throw readRefusal(part.data)
    }
  }

  let isOver = false
  let isWhole = false
  let failure: RunPart[] = []
  return {
    async read() {
      if (isOver) return []
      try {
        const step = first ?? (await iterator.next())
        first = undefined
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

/** Why a reader gets no more of a run; it is no part of the run. */
function errorPart(error: unknown): RunPart {
  const { message, ...rest } = toWireError(toChatError(error))
  return { data: JSON.stringify({ type: 'error', errorText: message, ...rest }) }
}
