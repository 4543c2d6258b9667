import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { startChat } from '../test-support/start-chat.ts'
import { until } from '../test-support/until.ts'
import type { ChatStoreOptions } from './chat-options.ts'

/* Two stores under one name are as two tabs. */

afterEach(() => {
  vi.useRealTimers()
})

let conversations = 0
function startTabs(options: Partial<ChatStoreOptions> = {}) {
  const sharedAs = `store-${++conversations}`
  return [startChat({ sharedAs, ...options }), startChat({ sharedAs, ...options })] as const
}

describe('the end of a shared answer', () => {
  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const [{ store, transport }] = startTabs({ storage: memoryStorage() })
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
    const [one, other] = startTabs({ storage })
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
