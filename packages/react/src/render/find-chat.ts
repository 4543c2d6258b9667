import type { UIMessage } from '@sluice/core/ui'
import type { AnyUIMessage } from '../store/chat-options.ts'
import type { ChatStore } from '../store/chat-store.ts'
import { storesOf, watchStores } from '../store/store-registry.ts'

/** A conversation as far as it is to be shown: a chat made with `new Chat()` or `createChatStore()`. */
export type ShownChat<Message extends AnyUIMessage = UIMessage> = Pick<
  ChatStore<Message>,
  'getState' | 'getInitialState' | 'getMessage' | 'subscribe'
>

/** Which conversation of those on the page is meant. */
export interface ChatQuery {
  chatId?: string | undefined
  scope?: string | undefined
}

/** The chat that has the message; without one, the only chat that is meant. Of several, nobody knows which. */
export function findChat(owner: object, query: ChatQuery, messageId?: string): ChatStore | undefined {
  const chats = chatsOf(owner, query)
  if (messageId !== undefined) return chats.find((chat) => chat.getMessage(messageId) !== undefined)
  return chats.length > 1 ? undefined : chats[0]
}

/** Calls back when something may have changed in a chat that is meant, or which those are. */
export function watchChats(owner: object, query: ChatQuery, onChange: () => void): () => void {
  let watched: ChatStore[] = []
  let ends: (() => void)[] = []
  function end(): void {
    for (const unsubscribe of ends) unsubscribe()
  }
  function watch(): void {
    const chats = chatsOf(owner, query)
    if (chats.length === watched.length && chats.every((chat, index) => chat === watched[index])) return
    end()
    watched = chats
    ends = chats.map((chat) => chat.subscribe(onChange))
    onChange()
  }
  watch()
  const unwatch = watchStores(owner, watch)
  return () => {
    unwatch()
    end()
  }
}

function chatsOf(owner: object, { chatId, scope }: ChatQuery): ChatStore[] {
  return storesOf(owner, scope).filter(({ id }) => chatId === undefined || id === chatId)
}
