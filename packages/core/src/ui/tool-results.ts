import { type AnyToolUIPart, withAnswer, withOutput } from './tool-part.ts'
import type { UIMessage, UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'

/** What a call of a tool came to. */
export type ToolOutput = { toolCallId: string } & (
  | { state?: 'output-available' | undefined; output: unknown; errorText?: undefined }
  | { state: 'output-error'; errorText: string; output?: undefined }
)

/** A user's answer to the question whether a tool may be called. */
export interface ApprovalAnswer {
  /** That of the question, not of the call. */
  id: string
  approved: boolean
  reason?: string | undefined
}

type AnyUIMessage = Pick<UIMessage<unknown>, 'parts'>

/**
 * The message with a tool's output; the same message if it holds no such call. An answer to the question whether the tool
 * may be called stays with it only if it was yes.
 */
export function withToolOutput<Message extends AnyUIMessage>(message: Message, result: ToolOutput): Message {
  const { toolCallId } = result
  // Some providers give the calls of every step the same ids: the last one is meant.
  const index = message.parts.findLastIndex((part) => isToolUIPart(part) && part.toolCallId === toolCallId)
  return withTool(message, index, (part) => {
    const { approval, ...settled } = withOutput(
      part,
      result.state === 'output-error'
        ? { type: 'tool-output-error', toolCallId, errorText: result.errorText }
        : { type: 'tool-output-available', toolCallId, output: result.output },
    )
    return (approval?.approved ? { ...settled, approval } : settled) as UIPart
  })
}

/** The message with a user's answer; the same message if nothing in it waits for that. */
export function withApprovalResponse<Message extends AnyUIMessage>(message: Message, answer: ApprovalAnswer): Message {
  const { id, approved, reason } = answer
  const index = message.parts.findIndex(
    (part) => isToolUIPart(part) && part.state === 'approval-requested' && part.approval.id === id,
  )
  return withTool(message, index, (part) => withAnswer(part, { approvalId: id, approved, reason }))
}

function withTool<Message extends AnyUIMessage>(
  message: Message,
  index: number,
  change: (part: AnyToolUIPart) => UIPart,
): Message {
  const part = message.parts[index]
  if (part === undefined || !isToolUIPart(part)) return message
  const changed = change(part)
  return { ...message, parts: message.parts.map((each) => (each === part ? changed : each)) }
}
