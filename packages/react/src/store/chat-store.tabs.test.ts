import { newId } from '@sluice/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ChatStorage } from '../storage/chat-storage.ts'
import { type MemoryStorage, memoryStorage } from '../test-support/memory-storage.ts'
import { startChat } from '../test-support/start-chat.ts'
import { until } from '../test-support/until.ts'

/* Two stores under one name are as two tabs. */

afterEach(() => {
  vi.useRealTimers()
})

let conversations = 0
function startTabs(storage: ChatStorage, other = storage) {
  const sharedAs = `store-${++conversations}`
  const start = (kept: ChatStorage) => startChat({ sharedAs, storage: kept }, { generateId: newId })
  return [start(storage), start(other)] as const
}

describe('the end of a shared answer', () => {
  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const [{ store, transport }] = startTabs(memoryStorage())
    const sent = store.sendMessage({ text: 'hi' })
    await until(() => transport.sends.length === 1)
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    await until(() => store.getState().status === 'ready')
    await until(() => vi.getTimerCount() === 0)
  })

  it('gives the other tabs their turn even if nothing can be stored', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const storage = memoryStorage()
    const [one, other] = startTabs(storage)
    const sent = one.store.sendMessage({ text: 'hi' })
    await until(() => one.transport.sends.length === 1)
    const goOn = storage.hold()
    one.transport.sends[0]!.text('Hello')
    one.transport.sends[0]!.finish()
    await sent
    await until(() => other.store.getState().status === 'streaming')
    vi.advanceTimersByTime(3_000)
    await until(() => other.store.getState().status === 'ready')
    goOn()
  })
})

/** Two storages that hold the same, as one that two tabs share: what is written to one, the other hears of. */
function linkedStorages() {
  const storages = [memoryStorage(), memoryStorage()] as const
  function link(from: MemoryStorage, to: MemoryStorage): void {
    const { save } = from
    from.save = async (threadId, change) => {
      const answer = await save(threadId, change)
      const changed = change.changed.filter(({ isPartial }) => !isPartial)
      to.tell(threadId, { type: 'changed', change: { ...change, changed } })
      return answer
    }
  }
  link(storages[0], storages[1])
  link(storages[1], storages[0])
  return storages
}

describe('what two tabs ask at the same moment', () => {
  it('is answered one after the other, the second question after the first answer', async () => {
    const tabs = startTabs(...linkedStorages())
    for (const { store } of tabs) await store.hydrate()
    const sent = ['a', 'b'].map((text, index) => tabs[index]!.store.sendMessage({ text }))
    await until(() => tabs.some(({ transport }) => transport.sends.length === 1))
    const isFirst = tabs[0].transport.sends.length === 1
    const [first, second] = isFirst ? tabs : [tabs[1], tabs[0]]
    first.transport.sends[0]!.text('1')
    first.transport.sends[0]!.finish()
    await until(() => second.transport.sends.length === 1)
    expect(second.transport.sends[0]!.options.messages).toHaveLength(3)
    second.transport.sends[0]!.text('2')
    second.transport.sends[0]!.finish()
    await Promise.all(sent)
    const [early, late] = isFirst ? ['a', 'b'] : ['b', 'a']
    const all = [`user: ${early}`, 'assistant: 1', `user: ${late}`, 'assistant: 2']
    await until(() => tabs.every(({ shown }) => JSON.stringify(shown()) === JSON.stringify(all)))
  })
})
