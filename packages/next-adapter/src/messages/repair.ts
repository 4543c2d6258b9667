import { isToolUIPart, type UIMessage, type UIPart } from '@sluice/core/ui'

type ToolPart = Extract<UIPart, { toolCallId: string }>

/**
 * The messages without anything that still waits for a process that is gone: text that was streaming is done, input of
 * tools that never arrived in whole is dropped, and calls that nobody can answer any more have failed.
 *
 * A call in the last step of the last message stays open: its answer or approval may still come from the user.
 */
export function repaired(messages: readonly UIMessage<unknown>[]): UIMessage<unknown>[] {
  return messages.map((message, index) => {
    const lastStep = message.parts.findLastIndex(({ type }) => type === 'step-start')
    const isLast = index === messages.length - 1
    const parts = message.parts.flatMap((part, position) => closed(part, isLast && position > lastStep))
    const isSame = parts.length === message.parts.length && parts.every((part, at) => part === message.parts[at])
    return isSame ? message : { ...message, parts }
  })
}

function closed(part: UIPart, isAwaited: boolean): UIPart[] {
  if (isToolUIPart(part)) return closedCall(part, isAwaited)
  const isStreaming = (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming'
  return [isStreaming ? { ...part, state: 'done' } : part]
}

function closedCall(part: ToolPart, isAwaited: boolean): ToolPart[] {
  switch (part.state) {
    case 'input-streaming':
      return []
    case 'input-available':
      // A provider that was to carry it out has lost its stream.
      return [isAwaited && !part.providerExecuted ? part : failed(part)]
    case 'approval-requested':
      return [isAwaited ? part : failed(part)]
    case 'approval-responded':
      return [isAwaited ? part : answered(part)]
    case 'output-available':
      return [part.preliminary ? final(part) : part]
    case 'output-error':
    case 'output-denied':
      return [part]
    default:
      return [part satisfies never]
  }
}

function final({ preliminary: _, ...part }: ToolPart & { state: 'output-available' }): ToolPart {
  return part as ToolPart
}

function answered(part: ToolPart & { state: 'approval-responded' }): ToolPart {
  const { approval } = part
  return approval.approved ? failed(part) : ({ ...part, state: 'output-denied' } as ToolPart)
}

function failed({ approval, ...part }: ToolPart): ToolPart {
  const answer = approval?.approved === true ? { approval } : {}
  return { ...part, ...answer, state: 'output-error', errorText: 'The call was never carried out.' } as ToolPart
}
