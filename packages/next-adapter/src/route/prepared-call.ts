import { type Caller, ChatError, type ChatMessage } from '@sluice/core'
import { toChatMessages } from '@sluice/core/ui'
import type { ChatBody } from './chat-body.ts'
import type { ChatRouteOptions } from './chat-route-options.ts'
import { isContinuation, withWishToGoOn } from './continuation.ts'
import type { RunOptions } from './run.ts'

interface Posted {
  request: Request
  body: ChatBody
  caller: Caller | undefined
  prepare: ChatRouteOptions['prepare']
}

/**
 * What is asked of the handler: what the client posted, completed by `prepare`. How the call is treated is for `prepare`
 * alone to say.
 *
 * @throws ChatError `bad-request` for a body that asks nothing; RangeError for what `prepare` may not give.
 */
export async function preparedCall({
  request,
  body,
  caller,
  prepare,
}: Posted): Promise<Pick<RunOptions, 'request' | 'priority' | 'callMs'>> {
  const prepared = await prepare?.({ request, body, caller, messages: body.messages })
  const { priority, callMs, ...own } = prepared ?? {}
  if (priority !== undefined && ![0, 1, 2, 3].includes(priority)) {
    throw new RangeError(`createChatRoute: priority of prepare must be 0, 1, 2 or 3, got ${priority}`)
  }
  if (callMs !== undefined && !(callMs >= 1 && Number.isFinite(callMs))) {
    throw new RangeError(`createChatRoute: callMs of prepare must be a number of at least 1, got ${callMs}`)
  }
  const said = own.messages ?? readMessages(body)
  const messages = isContinuation(body) ? withWishToGoOn(said) : said
  if (messages.length === 0) throw new ChatError('bad-request', 'body.messages: there is nothing to answer.')
  return { request: { ...own, target: own.target ?? body.model, messages }, priority, callMs }
}

function readMessages(body: ChatBody): ChatMessage[] {
  try {
    return toChatMessages(body.messages)
  } catch (cause) {
    // A tool's output may be nested deeper than JSON can be written.
    if (cause instanceof RangeError) throw new ChatError('bad-request', 'body.messages: is nested too deep.', { cause })
    throw cause
  }
}
