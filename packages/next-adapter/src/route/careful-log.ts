import type { Logger, MaybePromise, RunLog } from '@sluice/core'

/**
 * A log whose failures end no answer: without it a run goes on as if it had none. What is asked for by its readers still
 * throws.
 */
export function carefulLog(log: RunLog, logger: Logger): RunLog {
  function careful<Value>(name: keyof RunLog, otherwise: Value, call: () => MaybePromise<Value>): MaybePromise<Value> {
    const onError = (error: unknown) => {
      logger.error(`createChatRoute: runLog.${name} failed; the answer is not affected.`, error)
      return otherwise
    }
    try {
      const value = call()
      return isPromise(value) ? Promise.resolve(value).catch(onError) : value
    } catch (error) {
      return onError(error)
    }
  }

  return {
    begin: (claim) => careful('begin', { type: 'full' }, () => log.begin(claim)),
    append: (runId, parts) => careful('append', false, () => log.append(runId, parts)),
    end: (runId) => careful('end', undefined, () => log.end(runId)),
    withdraw: (runId, lastWords) => careful('withdraw', undefined, () => log.withdraw(runId, lastWords)),
    deliver: (runId) => careful('deliver', undefined, () => log.deliver(runId)),
    unreadMs: (runId) => careful<number | undefined>('unreadMs', Number.POSITIVE_INFINITY, () => log.unreadMs(runId)),
    find: (owner, runId) => log.find(owner, runId),
    read: (runId, reading) => log.read(runId, reading),
    stop: (runId) => careful('stop', undefined, () => log.stop(runId)),
    stopKey: (owner, key, caller) => log.stopKey(owner, key, caller),
  }
}

export function isPromise<Value>(value: MaybePromise<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && 'then' in value
}
