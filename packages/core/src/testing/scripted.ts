import type { ChatEvent } from '../chat/event.ts'
import type { CallContext, Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'

/** What a scripted handler does next: say an event, throw an error, or wait for something. */
export type ScriptStep = ChatEvent | Error | ((call: { request: ChatRequest; context: CallContext }) => unknown)

/** A handler that plays `steps` to whoever calls, and keeps what it was asked. */
export interface ScriptedHandler extends Handler {
  readonly requests: readonly ChatRequest[]
}

/** A handler for tests of policies. The signal is looked at before each step, as a provider would. */
export function scripted(...steps: readonly ScriptStep[]): ScriptedHandler {
  const requests: ChatRequest[] = []

  async function* play(request: ChatRequest, context: CallContext): AsyncGenerator<ChatEvent> {
    requests.push(request)
    for (const step of steps) {
      context.signal.throwIfAborted()
      if (step instanceof Error) throw step
      if (typeof step === 'function') await step({ request, context })
      else yield step
    }
  }
  return Object.assign(play, { requests })
}
