import {
  type ChatSettings,
  type ChatTransport,
  DefaultChatTransport,
  type DirectChatTransport,
  type ForeignTransport,
  httpTransport,
  TextStreamChatTransport,
  type UIMessage,
} from '@sluice/react'
import * as theirs from 'ai'

interface Metadata {
  plan: string
}
type Data = { weather: { degrees: number } }
type Tools = { weather: { input: { city: string }; output: number } }
type TheirMessage = theirs.UIMessage<Metadata, Data, Tools>
type OurMessage = UIMessage<Metadata, Data, Tools>

// Every transport of the AI SDK is accepted as it is.
declare const theirTransport: theirs.ChatTransport<TheirMessage>
theirTransport satisfies ForeignTransport satisfies ChatSettings['transport']
new theirs.DefaultChatTransport<TheirMessage>() satisfies ForeignTransport
new theirs.TextStreamChatTransport<TheirMessage>() satisfies ForeignTransport
new theirs.WebSocketChatTransport<TheirMessage>({ url: 'wss://x.io' }) satisfies ForeignTransport

declare const rejoinsText: {
  sendMessages(): Promise<ReadableStream<theirs.UIMessageChunk>>
  reconnectToStream(): Promise<ReadableStream<string> | null>
}
// @ts-expect-error What is rejoined consists of chunks too.
rejoinsText satisfies ForeignTransport

// Ours are transports whatever the application's messages hold.
httpTransport<OurMessage>() satisfies ChatTransport satisfies ChatSettings['transport']
new DefaultChatTransport<OurMessage>() satisfies ChatTransport
new TextStreamChatTransport<OurMessage>() satisfies ChatTransport
declare const direct: DirectChatTransport
direct satisfies ChatTransport

// What is written for their transport goes on with ours.
const options = {
  api: '/api/chat',
  credentials: async () => 'include' as const,
  headers: async () => new Headers(),
  body: () => ({ model: 'gpt' }),
  fetch: globalThis.fetch,
  resumeStreamIsReplay: false,
} satisfies ConstructorParameters<typeof theirs.DefaultChatTransport>[0]
new DefaultChatTransport(options)
const prepareSend: theirs.PrepareSendMessagesRequest<TheirMessage> = ({ id, messages, trigger, messageId, body }) => ({
  body: { ...body, id, last: messages.at(-1), trigger, messageId },
})
const prepareReconnect: theirs.PrepareReconnectToStreamRequest = async ({ id, api }) => ({ api: `${api}/${id}` })
new DefaultChatTransport<TheirMessage>({
  prepareSendMessagesRequest: prepareSend,
  prepareReconnectToStreamRequest: prepareReconnect,
})
new DefaultChatTransport<OurMessage>({
  prepareSendMessagesRequest: ({ messages, body }) => ({ body: { ...body, plan: messages[0]?.metadata?.plan } }),
})

// Ours takes what their hook sends. What it gives is refused only under `exactOptionalPropertyTypes`, which theirs do not expect.
type TheirSend = Parameters<theirs.ChatTransport<TheirMessage>['sendMessages']>[0]
declare const theirSend: TheirSend
theirSend satisfies Parameters<DirectChatTransport['sendMessages']>[0]
