import { newId } from '@sluice/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createChatStore } from '../store/chat-store.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import { indexedDbStorage } from './indexed-db-storage.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const deltas = 1_000
const everyMs = 20

let open = 0
/** Waits until all that has been begun is written, whatever the clock. */
async function written(): Promise<void> {
  do await turn()
  while (open > 0)
}
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** Counts what is written to IndexedDB from now on. */
function countWrites() {
  const count = { writes: 0, bytes: 0 }
  const { transaction } = IDBDatabase.prototype
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const begun = transaction.apply(this, args)
    open++
    begun.addEventListener('complete', () => open--)
    return begun
  })
  for (const method of ['put', 'add'] as const) {
    const original = IDBObjectStore.prototype[method]
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, value, key) {
      count.writes++
      count.bytes += JSON.stringify(value).length
      return original.call(this, value, key)
    })
  }
  return count
}

describe('an answer of 1,000 deltas in 20 seconds', () => {
  it('after 200 messages takes no more than 25 writes and 256 KiB', async () => {
    const storage = indexedDbStorage({ name: newId() })
    const history = Array.from({ length: 200 }, (_, index) => ({
      message: textMessage(index % 2 === 0 ? 'user' : 'assistant', `${index} ${'Some words. '.repeat(50)}`),
      parentId: null,
    }))
    await storage.save('t', { changed: history, removedIds: [], headId: history.at(-1)!.message.id })
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'performance', 'Date'],
    })
    const store = createChatStore({ id: 't', storage })
    const transport = testTransport(undefined, { hasEventIds: true })
    store.configure({ transport })
    store.subscribe(() => {})
    while (store.getState().storage.status === 'loading') await turn()
    const count = countWrites()

    void store.sendMessage({ text: 'Go on.' })
    while (transport.sends.length === 0) await turn()
    let text = ''
    for (let index = 0; index < deltas; index++) {
      const delta = ` word ${index}`
      text += delta
      transport.sends[0]!.text(delta)
      await vi.advanceTimersByTimeAsync(everyMs)
      await written()
    }
    transport.sends[0]!.finish()
    while (store.getState().status !== 'ready') await turn()
    await store.save()

    const kept = (await storage.load('t'))!
    expect(transcript([kept.nodes.at(-1)!.message])).toEqual([`assistant: ${text}`])
    expect(kept.nodes).toHaveLength(202)
    expect(kept.run).toBe(undefined)
    expect(count.writes).toBeLessThanOrEqual(25)
    // So that the test can see when nothing is kept of an answer before its end.
    expect(count.writes).toBeGreaterThanOrEqual(15)
    expect(count.bytes).toBeLessThanOrEqual(256 * 1_024)
  })
})
