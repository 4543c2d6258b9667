import type { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { Authorize, ProviderRequest, Refusal } from './authorize.ts'
import type { Batches } from './read-reply.ts'

/** A request and what came of it. */
export interface Exchange {
  readonly request: ProviderRequest
  readonly response: Response
  /** What the provider said last. */
  said: unknown
}

/** Whether another credential would be put on the same request now. */
export async function isWorthAnother(
  authorize: Authorize | undefined,
  exchange: Exchange | undefined,
  { code }: ChatError,
  signal: AbortSignal,
): Promise<boolean> {
  if (authorize?.feedback === undefined || exchange === undefined || signal.aborted) return false
  const { request, response, said } = exchange
  const refusal: Refusal = { request, status: response.status, headers: response.headers, body: said, code }
  try {
    return await untilAborted(Promise.resolve(authorize.feedback(refusal)), signal)
  } catch {
    // The call fails already, and what the provider said is the better reason.
    return false
  }
}

/** Batches of which the first has been read already. No generator: it would let nobody leave while it waits for the next. */
export function prepend(first: IteratorResult<readonly ChatEvent[], void>, rest: Batches): Batches {
  let isTaken = false
  return {
    next() {
      if (isTaken) return rest.next()
      isTaken = true
      return Promise.resolve(first)
    },
    async return() {
      isTaken = true
      await rest.return?.()
      return { done: true, value: undefined }
    },
  }
}
