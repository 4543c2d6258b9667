import { isToolUIPart, type UIMessage, type UIPart } from '@sluice/core/ui'

/** The calls in a message that have been carried out, refused or approved, by their ids. */
export function settledCalls(message: UIMessage | undefined): ReadonlyMap<string, UIPart> {
  const calls = (message?.parts ?? []).filter(isToolUIPart).filter(({ providerExecuted }) => !providerExecuted)
  return new Map(calls.filter(({ state }) => settledStates.has(state)).map((call) => [call.toolCallId, call]))
}

/** The message with these calls in the place of its own that are still open. */
export function withCalls(message: UIMessage, calls: ReadonlyMap<string, UIPart>): UIMessage {
  const parts = message.parts.map((part) => {
    const isOpen = isToolUIPart(part) && (part.state === 'input-available' || part.state === 'approval-requested')
    return (isOpen && calls.get(part.toolCallId)) || part
  })
  return parts.some((part, index) => part !== message.parts[index]) ? { ...message, parts } : message
}

const settledStates: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'output-available',
  'output-error',
  'output-denied',
  'approval-responded',
])
