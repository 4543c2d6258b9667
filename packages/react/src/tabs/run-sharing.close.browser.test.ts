import { newId } from '@sluice/core'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTab, type SharingTab } from '../test-support/sharing-tab.ts'
import { arrived, until } from '../test-support/until.ts'
import type { SharedRun } from './tab-contracts.ts'

const asked: SharedRun = { idempotencyKey: 'key', parentId: null, status: 'submitted' }
const never = new AbortController().signal
let name: string
let channels: Set<BroadcastChannel>
beforeEach(() => {
  name = newId()
  channels = new Set()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.stubGlobal(
    'BroadcastChannel',
    class extends BroadcastChannel {
      constructor(of: string) {
        super(of)
        channels.add(this)
      }
      override close() {
        channels.delete(this)
        super.close()
      }
    },
  )
  onTestFinished(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
})

/** A signal that knows how many listen to it. */
function countedSignal() {
  const { signal } = new AbortController()
  const listening: (AbortSignal | undefined)[] = []
  const add = signal.addEventListener.bind(signal)
  signal.addEventListener = (type: string, listener: unknown, options?: AddEventListenerOptions) => {
    listening.push(options?.signal)
    add(type as 'abort', listener as () => void, options)
  }
  return { signal, listeners: () => listening.filter((until) => !until?.aborted).length }
}

const { locks } = navigator
/** Waits until there is this much of everything that a tab may hold, and says how much there is if that does not happen. */
async function left(much: { channels: number; timers: number; locks: number }): Promise<void> {
  await until(async () => JSON.stringify(await found()) === JSON.stringify(much)).catch(() => undefined)
  expect(await found()).toEqual(much)
}
async function found() {
  const { held = [], pending = [] } = await locks.query()
  const ours = [...held, ...pending].filter((lock) => lock.name?.includes(name))
  return { channels: channels.size, timers: vi.getTimerCount(), locks: ours.length }
}

function hideLocks(): void {
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'))
}

describe.each([
  { kind: 'locks', prepare: () => {} },
  { kind: 'leases', prepare: hideLocks },
])('with $kind, a closed conversation leaves nothing behind', ({ prepare }) => {
  beforeEach(prepare)
  let tabs: SharingTab[]
  beforeEach(() => {
    tabs = [openTab(name), openTab(name)]
  })
  const opened = () => tabs as [SharingTab, SharingTab]
  /** One tab runs, the other follows. */
  async function following() {
    const [ours, other] = opened()
    const owned = await ours.own(never)
    for (const lastEventId of ['r.1', 'r.2', 'r.3']) owned.share({ ...asked, lastEventId })
    await until(() => other.changes.length === 3)
    return { ours, other, owned }
  }
  async function closed(): Promise<void> {
    for (const tab of tabs) tab.close()
    await left({ channels: 0, timers: 0, locks: 0 })
  }

  it('that did nothing', async () => {
    await left({ channels: 2, timers: 0, locks: 0 })
    await closed()
  })

  it('that runs', async () => {
    const { owned, ours, other } = await following()
    tabs.reverse()
    await closed()
    owned.share({ ...asked, status: 'streaming' })
    owned.end()
    ours.close()
    expect([ours.remote, other.remote]).toEqual([undefined, undefined])
    await closed()
  })

  it('that has run', async () => {
    const { owned, other } = await following()
    owned.end()
    await until(() => other.remote === undefined)
    await left({ channels: 2, timers: 0, locks: 0 })
    await closed()
  })

  it('that waits', async () => {
    const { other } = await following()
    const { signal, listeners } = countedSignal()
    const waiting = other.own(signal)
    await arrived()
    expect(listeners()).toBe(1)
    other.close()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    expect(listeners()).toBe(0)
    await closed()
  })

  it('that waited, got its turn and is done', async () => {
    const [ours] = opened()
    const { signal, listeners } = countedSignal()
    const owned = await ours.own(signal)
    expect(listeners()).toBe(0)
    owned.end()
    await left({ channels: 2, timers: 0, locks: 0 })
    await closed()
  })

  it('that tries, with nobody to answer', async () => {
    const { ours, other } = await following()
    // Closes its ears before it lets go of the lock.
    const page = openTab(name)
    tabs.push(page)
    const tried = page.tryOwn()
    for (const tab of [page, ours, other]) tab.close()
    expect(await tried).toBe(undefined)
    await closed()
  })

  it('that stops another', async () => {
    const { other } = await following()
    const stopping = other.stopRemote()
    other.close()
    await stopping
    await closed()
  })

  it('that is about to inherit', async () => {
    const { ours, other } = await following()
    ours.close()
    await until(() => vi.getTimerCount() > 0)
    await closed()
    expect(other.orphans).toEqual([])
  })

  it('that is asked for something once more', async () => {
    const { other } = await following()
    await closed()
    expect(await other.tryOwn()).toBe(undefined)
    await expect(other.own(never)).rejects.toMatchObject({ name: 'AbortError' })
    await other.stopRemote()
    await closed()
  })
})
