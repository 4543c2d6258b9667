import { type UIMessage, withApprovalResponse, withToolOutput } from '@sluice/core/ui'
import type { ApprovalResponse, RequestOptions, ToolOutput } from './chat-options.ts'
import { notify } from './notify.ts'
import type { SharedSettings } from './shared-settings.ts'
import type { ToolCallChunk } from './well-formed.ts'

/** The client's part in a tool's call: carrying it out, its output, its approval. */
export interface ToolCalls {
  /** A call has come that is the client's to carry out. */
  carryOut(call: ToolCallChunk): void
  addOutput(output: ToolOutput): Promise<void>
  addApproval(response: ApprovalResponse): Promise<void>
}

export interface ToolCallsOptions {
  settings: SharedSettings
  /** Changes the newest message that `update` has something to do in. Gives its id. */
  change: (update: (message: UIMessage) => UIMessage) => Promise<string | undefined>
  /** The conversation may go on by itself after this message. */
  onAnswered: (messageId: string | undefined, options: RequestOptions | undefined) => Promise<void>
}

export function createToolCalls({ settings, change, onAnswered }: ToolCallsOptions): ToolCalls {
  async function addOutput({ options, ...output }: ToolOutput): Promise<void> {
    await onAnswered(await change((message) => withToolOutput(message, output)), options)
  }
  return {
    addOutput,
    carryOut(toolCall) {
      const onToolCall = settings.get('onToolCall')
      if (onToolCall === undefined) return
      // Not waited for: the answer goes on, and what the application gives back comes by `addToolOutput`.
      const done = new Promise((resolve) => resolve(onToolCall({ toolCall })))
      done.catch((error: unknown) => {
        const errorText = error instanceof Error ? error.message : String(error)
        const { toolName: tool, toolCallId } = toolCall
        void addOutput({ tool, toolCallId, state: 'output-error', errorText })
        notify(() => {
          throw error
        }, undefined)
      })
    },
    async addApproval({ options, ...response }) {
      await onAnswered(await change((message) => withApprovalResponse(message, response)), options)
    },
  }
}
