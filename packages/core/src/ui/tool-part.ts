import { defined } from './defined.ts'
import type { ToolCallUIChunk, UIMessageChunk } from './ui-chunk.ts'
import { getToolName } from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

export type AnyToolUIPart = ToolUIPart | DynamicToolUIPart

/** Where a call is now, and what comes with that. What is not named is gone: the input of a call that begins anew. */
export interface CallProgress {
  state: AnyToolUIPart['state']
  input?: unknown
  output?: unknown
  errorText?: string
  inputEncoding?: 'json' | 'text' | undefined
  preliminary?: boolean | undefined
}

/** A tool's part, new or as it was before, with what a chunk says of the call. */
export function withCall(
  before: AnyToolUIPart | undefined,
  call: ToolCallUIChunk,
  progress: CallProgress,
): AnyToolUIPart {
  const { toolCallId, toolName, providerMetadata } = call
  const isDynamic = before === undefined ? call.dynamic : before.type === 'dynamic-tool'
  const metadata = progress.state.startsWith('output') ? 'resultProviderMetadata' : 'callProviderMetadata'
  return defined({
    ...before,
    ...(isDynamic ? { type: 'dynamic-tool', toolName } : { type: `tool-${toolName}` }),
    toolCallId,
    ...defined({
      title: call.title,
      toolMetadata: call.toolMetadata,
      providerExecuted: call.providerExecuted,
      [metadata]: providerMetadata,
    }),
    input: undefined,
    rawInput: undefined,
    inputEncoding: undefined,
    output: undefined,
    errorText: undefined,
    preliminary: undefined,
    ...progress,
  }) as AnyToolUIPart
}

type ChunkOf<Type> = Extract<UIMessageChunk, { type: Type }>

/** The part of a call that has an output now, or failed. */
export function withOutput(
  part: AnyToolUIPart,
  chunk: ChunkOf<'tool-output-available' | 'tool-output-error'>,
): AnyToolUIPart {
  const progress =
    chunk.type === 'tool-output-error'
      ? { state: 'output-error' as const, errorText: chunk.errorText }
      : { state: 'output-available' as const, output: chunk.output, preliminary: chunk.preliminary }
  return withCall(part, { ...chunk, toolName: getToolName(part) }, { ...progress, input: part.input })
}

/** The part of a call that may not be carried out before somebody has allowed it. */
export function withApprovalRequest(part: AnyToolUIPart, chunk: ChunkOf<'tool-approval-request'>): AnyToolUIPart {
  const approval = {
    id: chunk.approvalId,
    descriptor: chunk.approvalDescriptor ?? undefined,
    inputSchemaInput: chunk.inputSchemaInput,
    requestReason: chunk.reason,
    isAutomatic: chunk.isAutomatic || undefined,
    signature: chunk.signature,
  }
  return { ...part, state: 'approval-requested', approval: defined(approval) } as AnyToolUIPart
}

/** The part of a call that was allowed or denied. */
export function withAnswer(
  part: AnyToolUIPart,
  answer: Omit<ChunkOf<'tool-approval-response'>, 'type'>,
): AnyToolUIPart {
  const { approvalId: id, approved, reason, providerExecuted, providerMetadata: callProviderMetadata } = answer
  return {
    ...part,
    state: 'approval-responded',
    approval: { ...part.approval, ...defined({ id, approved, reason }) },
    ...defined({ providerExecuted, callProviderMetadata }),
  } as AnyToolUIPart
}
