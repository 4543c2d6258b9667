import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChatTransport } from './chat-transport.ts'
import type { DefaultChatTransport } from './default-chat-transport.ts'

// That a transport of the AI SDK is accepted as it is, is seen in tests/interop.

declare const batched: { sendMessages(): Promise<AsyncIterable<readonly UIMessageChunk[]>> }
batched satisfies ChatTransport

declare const ofText: { sendMessages(): Promise<ReadableStream<string>> }
// @ts-expect-error An answer consists of chunks.
ofText satisfies ChatTransport

declare const classic: DefaultChatTransport
classic satisfies ChatTransport
classic.resumeStreamIsReplay satisfies boolean
// @ts-expect-error It is said when the transport is made.
classic.resumeStreamIsReplay = false
