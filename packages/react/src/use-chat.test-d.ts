import type { Cost, Usage } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { Chat } from './chat.ts'
import { type UseChatResult, useChat } from './use-chat.ts'

/* What an application says of its messages reaches everything that useChat takes and gives. */

type Message = UIMessage<
  { model?: string },
  { progress: { percent: number } },
  { weather: { input: { city: string }; output: number } }
>
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(_?: T): void => {}

export function Component() {
  const chat = useChat<Message>({
    messages: [] as Message[],
    onData(part) {
      is<Same<typeof part.type, 'data-progress'>>()
      is<Same<typeof part.data.percent, number>>()
    },
    onToolCall({ toolCall }) {
      if (toolCall.dynamic) is<Same<typeof toolCall.input, unknown>>()
      else is<Same<typeof toolCall.input, { city: string }>>()
    },
    onFinish: ({ message }) => is<Same<typeof message, Message>>(),
    sendAutomaticallyWhen: ({ messages }) => {
      is<Same<typeof messages, Message[]>>()
      return false
    },
  })
  is<Same<typeof chat.messages, Message[]>>()
  is<Same<typeof chat, UseChatResult<Message>>>()
  is<Same<typeof chat.usage, Usage | undefined>>()
  is<Same<typeof chat.cost, Cost | undefined>>()
  for (const { metadata, parts } of chat.messages) {
    is<Same<typeof metadata, { model?: string } | undefined>>()
    for (const part of parts) {
      if (part.type === 'data-progress') is<Same<typeof part.data, { percent: number }>>()
      if (part.type === 'tool-weather' && part.state === 'output-available') is<Same<typeof part.output, number>>()
    }
  }
  void chat.addToolOutput({ tool: 'weather', toolCallId: 'c', output: 21 })
  void chat.addToolOutput({ tool: 'weather', toolCallId: 'c', state: 'output-error', errorText: 'Down.' })
  // @ts-expect-error The tool gives a number.
  void chat.addToolOutput({ tool: 'weather', toolCallId: 'c', output: 'warm' })
  // @ts-expect-error There is no such tool.
  void chat.addToolOutput({ tool: 'clock', toolCallId: 'c', output: 1 })
  // @ts-expect-error What failed has no output.
  void chat.addToolOutput({ tool: 'weather', toolCallId: 'c', state: 'output-error', output: 1 })
  void chat.sendMessage({ text: 'hi', metadata: { model: 'gpt' } })
  void chat.sendMessage({ parts: [{ type: 'data-progress', data: { percent: 1 } }] })
  void chat.sendMessage({ files: [] as unknown as FileList })
  // @ts-expect-error The metadata are the application's.
  void chat.sendMessage({ text: 'hi', metadata: { model: 1 } })
  // @ts-expect-error Text or parts, not both.
  void chat.sendMessage({ text: 'hi', parts: [] })
  chat.setMessages((messages) => messages.slice(1))
}

export function Shared() {
  const owned = new Chat<Message>({ id: 'trip' })
  const { messages } = useChat({ chat: owned })
  is<Same<typeof messages, Message[]>>()
  is<Same<typeof owned.lastMessage, Message | undefined>>()
  // Without a type, messages are Sluice's own.
  const { messages: plain } = useChat()
  is<Same<(typeof plain)[number], UIMessage>>()
}
