import type { ChatEvent } from './event.ts'
import type { CallContext, CallOutcome, Policy } from './handler.ts'
import type { ChatRequest } from './request.ts'

/** Watches one call. */
export interface Watcher {
  /** Sees each event before the reader does. */
  event?(event: ChatEvent): void
  /** Called exactly once, whatever the ending; not called if nobody ever read. */
  end?(outcome: CallOutcome, error?: unknown): void
}

/** Watches one call and may put another event in an event's place. */
export interface Interceptor extends Watcher {
  event(event: ChatEvent): ChatEvent
}

/** A policy that only watches: `watch` is called when reading begins and sees every event and the ending. */
export function tap(watch: (request: ChatRequest, context: CallContext) => Watcher): Policy {
  return intercept((request, context) => {
    const watcher = watch(request, context)
    return {
      event(event) {
        watcher.event?.(event)
        return event
      },
      end: (outcome, error) => watcher.end?.(outcome, error),
    }
  })
}

/**
 * A policy that sees every event and the ending, and may replace events one for one.
 *
 * A hand-written iterator and no async generator, because every delta of every call passes here.
 */
export function intercept(create: (request: ChatRequest, context: CallContext) => Interceptor): Policy {
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]() {
      const open = () => next(request, context)[Symbol.asyncIterator]()
      return intercepted(open, create(request, context), context.signal)
    },
  })
}

function intercepted(
  open: () => AsyncIterator<ChatEvent>,
  interceptor: Interceptor,
  signal: AbortSignal,
): AsyncIterator<ChatEvent> {
  let iterator: AsyncIterator<ChatEvent> | undefined
  let isOver = false

  function end(outcome: CallOutcome, error?: unknown): void {
    if (isOver) return
    isOver = true
    interceptor.end?.(outcome, error)
  }
  function onResult(result: IteratorResult<ChatEvent>): IteratorResult<ChatEvent> {
    if (!result.done) {
      const event = onEvent(result.value)
      return event === result.value ? result : { done: false, value: event }
    }
    end('finished')
    return result
  }
  function onEvent(event: ChatEvent): ChatEvent {
    try {
      return interceptor.event(event)
    } catch (error) {
      // Nobody reads on after an error, so the source has to be told here. The first failure is the one that counts.
      iterator?.return?.().catch(() => undefined)
      return onError(error)
    }
  }
  function onError(error: unknown): never {
    end(signal.aborted && error === signal.reason ? 'aborted' : 'failed', error)
    throw error
  }

  return {
    next() {
      try {
        iterator ??= open()
        return iterator.next().then(onResult, onError)
      } catch (error) {
        return new Promise(() => onError(error))
      }
    },
    async return() {
      try {
        await iterator?.return?.()
      } finally {
        end(signal.aborted ? 'aborted' : 'abandoned')
      }
      return { done: true, value: undefined }
    },
  }
}
