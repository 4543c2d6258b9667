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
  /** @deprecated The old name of `addToolOutput`. */
  addToolResult: ChatStore<Message>['addToolOutput']
}

// A class because those of `@ai-sdk/react` are made with `new`, and extended.
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its members are those of the store that it takes over.
export class Chat<Message extends AnyUIMessage = UIMessage> {
  constructor(init: ChatInit<Message> = {}) {
    const store = createChatStore(init)
    store.configure(init)
    Object.defineProperties(this, {
      ...Object.getOwnPropertyDescriptors(store),
      addToolResult: { value: store.addToolOutput },
      messages: { get: () => store.getState().messages, set: store.setMessages },
      lastMessage: { get: () => store.getState().messages.at(-1) },
      status: { get: () => store.getState().status },
      error: { get: () => store.getState().error },
      queue: { get: () => store.getState().queue },
    })
  }
}
