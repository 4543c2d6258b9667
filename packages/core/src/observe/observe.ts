import type { Observation, Observer, Policy } from '../chat/handler.ts'
import type { Logger } from '../chat/logger.ts'

export interface ObserveOptions {
  /** Takes what all calls have to say, besides the observer of each call's own context. */
  observer?: Observer | undefined
  /** Told when an observer throws. */
  logger: Logger
}

/** Announces every call, and shields it from observers that throw. */
export function observe({ observer, logger }: ObserveOptions): Policy {
  return (next) => (request, context) => {
    const observers = observer === undefined ? [context.observe] : [context.observe, observer]
    const report = (observation: Observation, error: unknown) => {
      logger.error('An observer failed; the call goes on.', { observation: observation.type, error })
    }
    const shielded: Observer = (observation) => {
      for (const tell of observers) {
        try {
          // An observer may well be an async function, whatever its type says.
          const told: unknown = tell(observation)
          if (told instanceof Promise) told.catch((error: unknown) => report(observation, error))
        } catch (error) {
          report(observation, error)
        }
      }
    }
    return {
      [Symbol.asyncIterator]() {
        const { requestId, caller } = context
        shielded({ type: 'call-started', requestId, caller, target: request.target })
        return next(request, { ...context, observe: shielded })[Symbol.asyncIterator]()
      },
    }
  }
}
