import { ChatError, type Clock, type Logger, type MaybePromise, type RunClaimed, type RunLog } from '@sluice/core'
import { writeRefusal } from './refusal.ts'

// An answer waits no longer for its log than a reader waits for a page.
const limitMs = 3_000

/**
 * A log whose failures end no answer, and that keeps none waiting: without it a run goes on as if it had none. What is
 * asked for by its readers still throws.
 */
export function carefulLog(log: RunLog, { logger, clock }: { logger: Logger; clock: Clock }): RunLog {
  /** Runs of which the log has not got everything, and so never gets the end: it takes them for broken off. */
  const torn = new Set<string>()

  /** What the log says, or a failure if it takes too long. What it says then is handed to `onLate`. */
  function inTime<Value>(call: () => MaybePromise<Value>, onLate?: (value: Value) => void): MaybePromise<Value> {
    const said = call()
    if (!isPromise(said)) return said
    return new Promise((resolve, reject) => {
      let isLate = false
      const callOff = clock.after(limitMs, () => {
        isLate = true
        reject(new ChatError('timeout', 'The log of runs did not answer in time.'))
      })
      said.then((value) => (isLate ? onLate?.(value) : resolve(value)), reject).finally(callOff)
    })
  }
  function careful<Value>(
    name: keyof RunLog,
    call: () => MaybePromise<Value>,
    otherwise: () => Value,
    onLate?: (value: Value) => void,
  ): MaybePromise<Value> {
    const onError = (error: unknown) => {
      logger.error(`createChatRoute: runLog.${name} failed; the answer is not affected.`, error)
      return otherwise()
    }
    try {
      const value = inTime(call, onLate)
      return isPromise(value) ? value.catch(onError) : value
    } catch (error) {
      return onError(error)
    }
  }
  const nothing = () => undefined
  const lost = writeRefusal(new ChatError('interrupted', 'The answer can no longer be followed.'))
  const withdraw = (runId: string, lastWords: string) => {
    torn.delete(runId)
    return careful<void>('withdraw', () => log.withdraw(runId, lastWords), nothing)
  }

  return {
    begin: (claim) => {
      // Nobody carries out what it has begun all the same.
      const takeBack = () => void withdraw(claim.runId, lost)
      const begin = () => log.begin(claim)
      const full = (): RunClaimed => {
        takeBack()
        return { type: 'full' }
      }
      return careful<RunClaimed>('begin', begin, full, ({ type }) => type === 'begun' && takeBack())
    },
    append(runId, parts) {
      if (torn.has(runId)) return false
      const onTorn = () => {
        // A sign of life that is lost is not a part that is.
        if (parts.length > 0) torn.add(runId)
        return false
      }
      return careful('append', () => log.append(runId, parts), onTorn)
    },
    end: (runId) => (torn.delete(runId) ? undefined : careful<void>('end', () => log.end(runId), nothing)),
    withdraw,
    deliver: (runId) => careful<void>('deliver', () => log.deliver(runId), nothing),
    unreadMs: (runId) =>
      careful<number | undefined>(
        'unreadMs',
        () => log.unreadMs(runId),
        () => Number.POSITIVE_INFINITY,
      ),
    find: (owner, runId) => inTime(() => log.find(owner, runId)),
    read: (runId, reading) => log.read(runId, reading),
    stop: (runId) => careful<void>('stop', () => log.stop(runId), nothing),
    stopKey: (owner, key, caller) => inTime(() => log.stopKey(owner, key, caller)),
  }
}

export function isPromise<Value>(value: MaybePromise<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && 'then' in value
}
