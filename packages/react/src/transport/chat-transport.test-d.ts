import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'
import type { ChatTransport } from './chat-transport.ts'

/** The interface of the same name in Vercel's AI SDK, version 7, in its own words. */
interface AiSdkTransport {
  sendMessages: (
    options: {
      trigger: 'submit-message' | 'regenerate-message'
      chatId: string
      messageId: string | undefined
      messages: UIMessage[]
      abortSignal: AbortSignal | undefined
    } & { headers?: Record<string, string> | Headers; body?: object; metadata?: unknown },
  ) => Promise<ReadableStream<UIMessageChunk>>
  reconnectToStream: (options: { chatId: string }) => Promise<ReadableStream<UIMessageChunk> | null>
}

declare const theirs: AiSdkTransport
theirs satisfies ChatTransport

declare const batched: { sendMessages(): Promise<AsyncIterable<readonly UIMessageChunk[]>> }
batched satisfies ChatTransport

declare const ofText: { sendMessages(): Promise<ReadableStream<string>> }
// @ts-expect-error An answer consists of chunks.
ofText satisfies ChatTransport
