import type { Observer, Policy } from '../chat/handler.ts'
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
    const shielded: Observer = (observation) => {
      for (const tell of observers) {
        try {
          tell(observation)
        } catch (error) {
          logger.error('An observer threw; the call goes on.', { observation: observation.type, error })
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
