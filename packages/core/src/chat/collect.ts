import { ChatError, isChatError, withDetails } from './errors.ts'
import type { ChatEvent } from './event.ts'
import { type CallContextInit, createCallContext, type Handler } from './handler.ts'
import type { ChatRequest } from './request.ts'
import { type ChatResult, createAnswerFold } from './result.ts'

/**
 * Reads a stream of events to its end and folds it into one answer.
 *
 * @throws ChatError whatever the stream throws, with `partial` holding what had been received; `interrupted` if it ends
 * without a `finish`. An abort is thrown as it is: the signal's reason.
 */
export async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatResult> {
  const fold = createAnswerFold()
  try {
    for await (const event of events) fold.add(event)
  } catch (error) {
    throw isChatError(error) ? withDetails(error, { partial: fold.partial() }) : error
  }
  const result = fold.result()
  if (result === undefined) {
    throw new ChatError('interrupted', 'The answer broke off before its end.', { partial: fold.partial() })
  }
  return result
}

/** A request, or just a prompt, and who asks. */
export interface GenerateOptions extends Partial<ChatRequest>, CallContextInit {
  /** What to ask, instead of `messages` or after them. */
  prompt?: string | undefined
}

/**
 * Asks once and waits for the whole answer: for server actions, titles, cron jobs.
 *
 * @throws TypeError without `prompt` and `messages`; otherwise what {@link collect} throws.
 */
export async function generate(handler: Handler, options: GenerateOptions): Promise<ChatResult> {
  const {
    prompt,
    messages = [],
    signal,
    caller,
    requestId,
    observe,
    deadline,
    priority,
    progress,
    waitUntil,
    ...request
  } = options
  const conversation = prompt === undefined ? messages : [...messages, { role: 'user' as const, content: prompt }]
  if (conversation.length === 0) throw new TypeError('generate: give a prompt or messages')
  const init = { signal, caller, requestId, observe, deadline, priority, progress, waitUntil }
  const context = createCallContext(init)
  return collect(handler({ ...request, messages: conversation }, context))
}
