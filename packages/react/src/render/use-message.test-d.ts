import type { UIMessage } from '@sluice/core/ui'
import { Chat } from '../chat.ts'
import { type ChatStore, createChatStore } from '../store/chat-store.ts'
import { messageFacts } from './message-facts.ts'
import { useMessage, useMessageBlocks, useMessageIds, useMessageText } from './use-message.ts'

/* A message is of the type of its chat, or of the type that is asked for; its text is text in any chat. */

type Message = UIMessage<
  { model?: string },
  { progress: { percent: number } },
  { weather: { input: { city: string }; output: number } }
>
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(_?: T): void => {}

declare const store: ChatStore<Message>

export function Component() {
  const found = useMessage<Message>('m', { chatId: undefined, scope: undefined, chat: undefined })
  is<Same<typeof found, Message | undefined>>()
  const plain = useMessage('m')
  is<Same<typeof plain, UIMessage | undefined>>()
  const ofChat = useMessage('m', { chat: new Chat<Message>() })
  is<Same<typeof ofChat, Message | undefined>>()
  const ofStore = useMessage('m', { chat: store })
  is<Same<typeof ofStore, Message | undefined>>()
  // @ts-expect-error A chat is a store, not what `useChat` gives: that is another object with every update.
  useMessage('m', { chat: { messages: [] } })

  useMessageText('m', { chat: store, part: undefined })
  useMessageBlocks('m', { chat: createChatStore(), part: 1 })
  const ids = useMessageIds({ chat: new Chat<Message>() })
  is<Same<typeof ids, readonly string[]>>()
  return found && messageFacts(found).usage?.outputTokens
}
