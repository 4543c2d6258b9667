import type { UIMessage } from '@sluice/core/ui'
import type { ChatStore } from './chat-contract.ts'
import type { AnyUIMessage, ChatStoreOptions } from './chat-options.ts'
import { createConversation } from './conversation.ts'

export type { ChatStore } from './chat-contract.ts'

export function createChatStore<Message extends AnyUIMessage = UIMessage>(
  options: ChatStoreOptions<Message> = {},
): ChatStore<Message> {
  // Inside, messages are messages. What an application's hold is its own affair.
  return createConversation(options as ChatStoreOptions<never>) as unknown as ChatStore<Message>
}
