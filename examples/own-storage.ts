import assert from 'node:assert/strict'
import { type ChatStorage, createChatStore, type StoredThread } from '@sluice/react'
import { testTransport } from '@sluice/react/testing'

const threads = new Map<string, StoredThread>()

/** Keeps conversations in a map. */
const storage: ChatStorage = {
  async load(threadId) {
    return threads.get(threadId)
  },
  async save(threadId, { changed, removedIds, headId, run, isKnown }) {
    const stored = threads.get(threadId)
    // It has been removed meanwhile, and does not come back.
    if (stored === undefined && isKnown) return 'removed'
    const nodes = new Map(stored?.nodes.map((node) => [node.message.id, node]))
    for (const node of changed) nodes.set(node.message.id, node)
    for (const id of removedIds) nodes.delete(id)
    // `null` ends the run; without one, what is stored of it stays.
    threads.set(threadId, {
      nodes: [...nodes.values()],
      headId,
      run: run === undefined ? stored?.run : (run ?? undefined),
    })
  },
  async remove(threadId) {
    threads.delete(threadId)
  },
  async clear() {
    threads.clear()
  },
}

const transport = testTransport()
const chat = createChatStore({ id: 'trip', storage })
chat.configure({ transport })
await chat.hydrate()
const asked = chat.sendMessage({ text: 'Where to?' })
await new Promise((resolve) => setTimeout(resolve))
transport.sends[0]?.text('To the sea.')
transport.sends[0]?.finish()
await asked
await chat.save()

// Another visit.
const later = createChatStore({ id: 'trip', storage })
await later.hydrate()
assert.equal(later.getState().storage.status, 'ready')
assert.deepEqual(later.getState().messages, chat.getState().messages)
console.log(later.getState().messages.length, 'messages are there again.')
