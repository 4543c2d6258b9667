import { type Caller, ChatError } from '@sluice/core'
import type { ChatRouteOptions } from './chat-route-options.ts'

/**
 * Who calls; `undefined` where nobody asks. Whatever `identify` gives that is no caller refuses: a mistake there must not
 * let anybody in.
 *
 * @throws ChatError `unauthenticated`
 */
export async function identified(
  request: Request,
  identify: ChatRouteOptions['identify'],
): Promise<Caller | undefined> {
  if (identify === undefined) return undefined
  const caller: unknown = await identify(request)
  if (isCaller(caller)) return caller
  throw new ChatError('unauthenticated', 'Please sign in.')
}

function isCaller(value: unknown): value is Caller {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== ''
}
