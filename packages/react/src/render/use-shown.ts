import type { UIMessage } from '@sluice/core/ui'
import { QueryClientContext } from '@tanstack/react-query'
import { useCallback, useContext, useSyncExternalStore } from 'react'
import type { AnyUIMessage } from '../store/chat-options.ts'
import { type ChatQuery, findChat, type ShownChat, watchChats } from './find-chat.ts'

/**
 * Where messages are looked for: in `chat`; in the chat that `useChat` has under `chatId`; else in all that it has on the
 * page. While a page is rendered on a server, only a given `chat` is known.
 */
export interface UseMessageOptions<Message extends AnyUIMessage = UIMessage> extends ChatQuery {
  /** Made with `new Chat()` or `createChatStore()`. */
  chat?: ShownChat<Message> | undefined
}

/** The messages of a chat, as they are or as they were at its beginning. */
export interface ShownMessages<Message extends AnyUIMessage> {
  get(id: string): Message | undefined
  all(): readonly Message[]
}

/**
 * What `read` finds in the chat that has the message, or that is meant. The same value has to be the same object: then the
 * component is rendered again only for another.
 */
export function useShown<Message extends AnyUIMessage, Value>(
  { chat, chatId, scope }: UseMessageOptions<Message>,
  messageId: string | undefined,
  read: (messages: ShownMessages<Message>) => Value,
): Value {
  const owner: object = useContext(QueryClientContext) ?? globalThis
  const subscribe = useCallback(
    (onChange: () => void) => chat?.subscribe(onChange) ?? watchChats(owner, { chatId, scope }, onChange),
    [chat, owner, chatId, scope],
  )
  function current(): Value {
    // Whoever knows a message by its id knows what it holds.
    const found = chat ?? (findChat(owner, { chatId, scope }, messageId) as ShownChat<Message> | undefined)
    return read({ get: (id) => found?.getMessage(id), all: () => found?.getState().messages ?? [] })
  }
  function initial(): Value {
    const all = chat?.getInitialState().messages ?? []
    return read({ get: (id) => all.find((message) => message.id === id), all: () => all })
  }
  return useSyncExternalStore(subscribe, current, initial)
}
