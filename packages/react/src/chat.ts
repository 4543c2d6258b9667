import type { UIMessage } from '@sluice/core/ui'
import type { AnyUIMessage, ChatSettings, ChatState, ChatStoreOptions } from './store/chat-options.ts'
import { type ChatStore, createChatStore } from './store/chat-store.ts'

/** What a chat is made with: what it is, and what may be changed later with `configure`. */
export interface ChatInit<Message extends AnyUIMessage = UIMessage>
  extends ChatStoreOptions<Message>,
    ChatSettings<Message> {}

/** A conversation that belongs to the application: made with `new`, shared by handing it to `useChat({ chat })`. */
export interface Chat<Message extends AnyUIMessage = UIMessage>
  extends ChatStore<Message>,
    Pick<ChatState<Message>, 'status' | 'error' | 'queue'> {
  messages: Message[]
  readonly lastMessage: Message | undefined
}

// A class because those of `@ai-sdk/react` are made with `new`; what it makes is the store and a view of its state.
interface ChatConstructor {
  new <Message extends AnyUIMessage = UIMessage>(init?: ChatInit<Message>): Chat<Message>
}

export const Chat = function Chat<Message extends AnyUIMessage>(init: ChatInit<Message> = {}): Chat<Message> {
  const store = createChatStore(init)
  store.configure(init)
  return Object.defineProperties(store, {
    messages: { get: () => store.getState().messages, set: store.setMessages },
    lastMessage: { get: () => store.getState().messages.at(-1) },
    status: { get: () => store.getState().status },
    error: { get: () => store.getState().error },
    queue: { get: () => store.getState().queue },
  }) as Chat<Message>
} as unknown as ChatConstructor
