import { indexedDbStorage } from '@sluice/react'
import { createLocalValue } from './local-value.ts'

/** A line of the conversation list. The messages are not in it: `useChat` keeps them, under the same id. */
export interface Conversation {
  id: string
  title: string
  createdAt: number
  updatedAt: number
  /** Set while a deletion can still be undone. */
  deletedAt?: number | undefined
  /** Set when it no longer can, and only its messages are still to be removed. */
  isGone?: boolean | undefined
}

/** How long a deletion can be undone. */
export const undoMs = 7_000

const list = createLocalValue({ key: 'sluice-demo.conversations', parse })

/** The conversation list of this browser. */
export const conversations = {
  subscribe: list.subscribe,
  get: list.get,
  /** Notes a new message; the first of a conversation gives it its title. */
  touch(id: string, text: string): void {
    const now = Date.now()
    const known = list.get().find((conversation) => conversation.id === id)
    if (known === undefined) list.set([...list.get(), { id, title: titleOf(text), createdAt: now, updatedAt: now }])
    else change(id, { updatedAt: now })
  },
  rename(id: string, title: string): void {
    const trimmed = title.trim()
    if (trimmed !== '') change(id, { title: trimmed })
  },
  remove(id: string): void {
    change(id, { deletedAt: Date.now() })
  },
  restore(id: string): void {
    change(id, { deletedAt: undefined })
  },
  /** Forgets all lines: their messages are gone already. */
  clear(): void {
    list.set([])
  },
  /** Deletes for good what can no longer be restored: also what a closed page left behind. */
  async purge(): Promise<void> {
    const isOver = ({ deletedAt }: Conversation) => deletedAt !== undefined && deletedAt + undoMs <= Date.now()
    for (const { id } of list.get().filter(isOver)) {
      change(id, { isGone: true })
      // A line whose messages could not be removed stays, unseen, until the next visit tries again.
      if (await removeMessages(id)) list.set(list.get().filter((conversation) => conversation.id !== id))
    }
  },
}

async function removeMessages(id: string): Promise<boolean> {
  try {
    await indexedDbStorage().remove(id)
    return true
  } catch {
    return false
  }
}

function change(id: string, fields: Partial<Conversation>): void {
  list.set(list.get().map((conversation) => (conversation.id === id ? { ...conversation, ...fields } : conversation)))
}

/** The first sentence or line of a message, cut between characters. */
function titleOf(text: string): string {
  const [line = ''] = text.trim().split(/\n|(?<=[。！？?!])/)
  const characters = [...line.replace(/[。.]$/, '')]
  return characters.length > 40 ? `${characters.slice(0, 40).join('').trimEnd()}…` : characters.join('')
}

function parse(stored: unknown): readonly Conversation[] {
  return Array.isArray(stored) ? stored.filter(isConversation) : []
}

function isConversation(value: unknown): value is Conversation {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, createdAt, updatedAt } = value as Partial<Record<keyof Conversation, unknown>>
  return typeof id === 'string' && typeof title === 'string' && Number.isFinite(createdAt) && Number.isFinite(updatedAt)
}
