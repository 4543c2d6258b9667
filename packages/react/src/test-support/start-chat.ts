import type { ChatSettings, ChatStatus, ChatStoreOptions } from '../store/chat-options.ts'
import { type ChatStore, createChatStore } from '../store/chat-store.ts'
import { type TestTransport, testTransport } from '../testing/index.ts'
import { transcript } from './transcript.ts'

/** A chat for a test to talk to. */
export interface StartedChat {
  store: ChatStore
  transport: TestTransport
  /** What is on screen. */
  shown(): string[]
  /** The statuses so far, without repetition. */
  statuses: readonly ChatStatus[]
}

/** A chat that updates without delay and that a component seems to look at. */
export function startChat(options: Partial<ChatStoreOptions> = {}, settings: ChatSettings = {}): StartedChat {
  const transport = testTransport()
  const store = createChatStore({ id: 'thread', ...options })
  let ids = 0
  store.configure({ transport, throttle: 0, generateId: () => `own-${++ids}`, ...settings })
  const statuses: ChatStatus[] = [store.getState().status]
  store.subscribe(() => {
    const { status } = store.getState()
    if (statuses.at(-1) !== status) statuses.push(status)
  })
  return { store, transport, statuses, shown: () => transcript(store.getState().messages) }
}
