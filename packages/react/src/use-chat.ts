'use client'

import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react'
import type { ChatStorage } from './storage/chat-storage.ts'
import { deferredStorage } from './storage/deferred-storage.ts'
import type { AnyUIMessage, ChatSettings, ChatState } from './store/chat-options.ts'
import type { ChatStore } from './store/chat-store.ts'
import { mirrorToQueries } from './store/query-mirror.ts'
import { type SharedStore, sharedStore } from './store/store-registry.ts'

export interface UseChatOptions<Message extends AnyUIMessage = UIMessage> extends ChatSettings<Message> {
  /** A conversation made elsewhere, with `new Chat()` or `createChatStore()`: the other options but `throttle` and `resume` are its own affair. */
  chat?: ChatStore<Message> | undefined
  /** The conversation's id: components with the same id share it, and it is kept between visits. @default a new one, kept nowhere */
  id?: string | null | undefined
  /**
   * The conversation so far. It stays as given; what is stored goes on from it where it was, or is kept beside it as
   * another branch. Later changes have no effect.
   */
  messages?: Message[] | undefined
  /** Where the conversation is kept; `false` for nowhere. @default IndexedDB if there is an `id` */
  storage?: ChatStorage | false | undefined
  /** Whose conversation it is, such as a user id: keeps conversations of the same id apart, in view and in the storage. */
  scope?: string | undefined
  /** Whether to ask the server for an answer under way when the component appears: for conversations that are not stored in the browser. @default false */
  resume?: boolean | undefined
}

type Actions =
  | 'id'
  | 'sendMessage'
  | 'regenerate'
  | 'continue'
  | 'stop'
  | 'resumeStream'
  | 'setMessages'
  | 'clearError'
  | 'addToolOutput'
  | 'addToolApprovalResponse'
  | 'branch'
  | 'editQueued'
  | 'removeQueued'
  | 'sendQueuedNow'

/** A conversation and what can be done with it. */
export interface UseChatResult<Message extends AnyUIMessage = UIMessage>
  extends ChatState<Message>,
    Pick<ChatStore<Message>, Actions> {
  /** @deprecated The old name of `addToolOutput`. */
  addToolResult: ChatStore<Message>['addToolOutput']
}

/** The name that `UseChatResult` has in the AI SDK. */
export type UseChatHelpers<Message extends AnyUIMessage = UIMessage> = UseChatResult<Message>

/** Binds a component to a conversation. Needs no provider component. */
export function useChat<Message extends AnyUIMessage = UIMessage>(
  options: UseChatOptions<Message> = {},
): UseChatResult<Message> {
  const { chat, scope, resume = false } = options
  const queryClient = useContext(QueryClientContext)
  const [ownId] = useState(newId)
  const shared = chat === undefined ? storeFor(queryClient ?? globalThis, ownId, options) : undefined
  const store = (chat ?? shared?.store) as ChatStore<Message>
  const isNamed = chat === undefined && options.id != null

  const [latest] = useState<{ settings: ChatSettings<Message> }>({ settings: {} })
  // Before any effect of a child that already sends something.
  useInsertionEffect(() => {
    latest.settings = chat === undefined ? options : paceOf(options)
  })
  useInsertionEffect(() => store.configure(() => latest.settings), [store, latest])
  useEffect(() => shared?.retain(), [shared])
  useEffect(() => {
    // Nobody could find a conversation whose id nobody chose.
    if (isNamed) return queryClient && mirrorToQueries(queryClient, store, scope)
  }, [queryClient, store, scope, isNamed])
  useEffect(() => watchPage(store), [store])
  useEffect(() => {
    if (resume) void store.resumeStream()
  }, [store, resume])

  const state = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
  const { id, sendMessage, regenerate, stop, resumeStream, setMessages, clearError, branch } = store
  const { addToolOutput, addToolApprovalResponse, editQueued, removeQueued, sendQueuedNow } = store
  return {
    ...state,
    id,
    sendMessage,
    regenerate,
    continue: store.continue,
    stop,
    resumeStream,
    setMessages,
    clearError,
    addToolOutput,
    addToolResult: addToolOutput,
    addToolApprovalResponse,
    branch,
    editQueued,
    removeQueued,
    sendQueuedNow,
  }
}

function storeFor<Message extends AnyUIMessage>(
  owner: object,
  ownId: string,
  { id, messages, storage, scope = '' }: UseChatOptions<Message>,
): SharedStore<Message> {
  const isKept = id != null && storage !== false
  const options = {
    id: id ?? ownId,
    messages,
    storage: isKept ? (storage ?? keptInBrowser(scope)) : undefined,
    sharedAs: isKept ? JSON.stringify([scope, id]) : undefined,
    scope,
    isPrivate: id == null,
  }
  // A server keeps nothing between requests: what it renders with is its own each time.
  return sharedStore(typeof window === 'undefined' ? {} : owner, options)
}

/** What a component may say of a conversation that belongs to the application. */
function paceOf({ throttle, experimental_throttle }: Pace): Pace {
  return { throttle, experimental_throttle }
}
type Pace = Pick<ChatSettings, 'throttle' | 'experimental_throttle'>

function keptInBrowser(scope: string): ChatStorage {
  return deferredStorage(async () => (await import('./storage/indexed-db-storage.ts')).indexedDbStorage({ scope }))
}

/** A page that goes away, or on a phone into the background, may not come back; one that comes back may have lost its connection. */
function watchPage<Message extends AnyUIMessage>(store: ChatStore<Message>): (() => void) | undefined {
  // React also runs where there is no page.
  if (typeof document === 'undefined' || globalThis.addEventListener === undefined) return undefined
  const save = () => void store.save()
  const revive = () => void store.reviveLost()
  const onVisibility = () => (document.visibilityState === 'hidden' ? save() : revive())
  addEventListener('pagehide', save)
  addEventListener('online', revive)
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    removeEventListener('pagehide', save)
    removeEventListener('online', revive)
    document.removeEventListener('visibilitychange', onVisibility)
  }
}
