import { ChatError } from '@sluice/core'
import { within } from '../auth/within.ts'
import { identified } from './identified.ts'
import { corsHeaders } from './origin.ts'
import type { RouteSettings } from './route-settings.ts'

// A page that shows numbers beside a chat waits no longer, and no ledger may hold requests for ever.
const longestMs = 10_000

/** Whether the URL is of the form `{api}/usage`. A chat of that name has its own at `{api}/usage/stream`. */
export function isUsageAddress(request: Request): boolean {
  return /\/usage\/?$/.test(new URL(request.url).pathname)
}

/**
 * Answers a GET of it: what the caller has used and may still use, and nothing of anybody else.
 *
 * @throws ChatError `not-found` where nobody knows; `unauthenticated` for nobody's; `timeout`
 */
export async function usageAnswer(
  request: Request,
  { handler, identify, cors, clock }: RouteSettings,
): Promise<Response> {
  const caller = typeof handler.usage === 'function' ? await identified(request, identify) : undefined
  // Without `identify` everybody is one: their numbers are nobody's own.
  if (caller === undefined) throw new ChatError('not-found', 'Nothing is known of usage here.')
  const usage = await within(Promise.resolve(handler.usage?.(caller)), longestMs, clock)
  if (usage === undefined) throw new ChatError('timeout', 'The usage cannot be told at the moment.')
  return Response.json(usage, { headers: { 'cache-control': 'no-store', ...corsHeaders(request, cors) } })
}
