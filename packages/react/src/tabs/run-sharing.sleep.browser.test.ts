import { newId } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTab, type SharingTab } from '../test-support/sharing-tab.ts'
import { arrived, until } from '../test-support/until.ts'
import type { SharedRun } from './tab-contracts.ts'
import type { TabMessage } from './tab-messages.ts'

const never = new AbortController().signal
const run: SharedRun = { idempotencyKey: 'key', parentId: null, status: 'submitted', lastEventId: 'r.1' }
let name: string
let tabs: SharingTab[]
beforeEach(() => {
  name = newId()
  tabs = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(async () => {
  for (const tab of tabs) tab.close()
  await until(() => vi.getTimerCount() === 0)
  vi.useRealTimers()
})

function open(): SharingTab {
  const tab = openTab(name)
  tabs.push(tab)
  return tab
}
const soon = { passing: 20 }
/** Lets time pass, not faster than words travel. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
    vi.advanceTimersByTime(1_000)
    await arrived()
  }
}
/** A tab that has the lock, and what is said to it. It answers nothing: only the test lets it speak. */
async function sleeper() {
  const channel = new BroadcastChannel(`sluice:run:${name}`)
  onTestFinished(() => channel.close())
  const heard: TabMessage[] = []
  channel.onmessage = ({ data }) => heard.push(data)
  const onLost = vi.fn()
  await new Promise<void>((held) => {
    const hold = () => new Promise<void>(() => held())
    navigator.locks.request(`sluice:run:${name}`, hold).catch(onLost)
  })
  const speak = (number = 1) => channel.postMessage({ type: 'run', owner: 'them', number, run, isWhole: true })
  return { speak, onLost, count: (type: TabMessage['type']) => heard.filter((message) => message.type === type).length }
}
const takeAway = () => navigator.locks.request(`sluice:run:${name}`, { steal: true }, () => arrived())
const orphans = () => tabs.flatMap((tab) => tab.orphans)

describe('a tab that was put to sleep in the middle of its run', () => {
  it('is asked, and then loses it to one of those who follow; the others follow that one', async () => {
    const them = await sleeper()
    const followers = [open(), open(), open()]
    them.speak()
    await until(() => followers.every((tab) => tab.remote))
    const asks = them.count('ask')
    await pass(4_000)
    expect(them.count('ask')).toBe(asks)
    await pass(3_000)
    expect(them.count('ask')).toBeGreaterThan(asks)
    expect([orphans(), them.onLost.mock.calls.length]).toEqual([[], 0])
    await until(() => orphans().length > 0, soon)
    await pass(3_000)
    expect(orphans().map((orphan) => orphan.run)).toEqual([run])
    expect(them.onLost).toHaveBeenCalledOnce()
    const others = followers.filter((tab) => tab.orphans.length === 0)
    orphans()[0]!.owned.share({ ...run, lastEventId: 'r.2' })
    await until(() => others.every((tab) => tab.remote?.lastEventId === 'r.2'))
    orphans()[0]!.owned.end()
    await until(() => others.every((tab) => tab.remote === undefined))
    expect(tabs.flatMap((tab) => tab.stops)).toEqual([])
  })

  it('holds up nobody who stops it: its run is ended where it is taken over', async () => {
    const them = await sleeper()
    const follower = open()
    them.speak()
    await until(() => follower.remote)
    const stopped = vi.fn()
    void follower.stopRemote().then(stopped)
    await arrived()
    expect([them.count('stop'), stopped.mock.calls.length]).toEqual([1, 0])
    await pass(2_000)
    expect(stopped).not.toHaveBeenCalled()
    await until(() => stopped.mock.calls.length > 0, soon)
    expect([follower.orphans.length, follower.stops]).toEqual([1, ['asked']])
  })

  it.each(['own', 'tryOwn'] as const)('holds up nobody who has never heard of it: `%s`', async (how) => {
    const them = await sleeper()
    const fresh = open()
    const got = vi.fn()
    void fresh[how](never).then(got)
    await pass(2_000)
    expect(got).not.toHaveBeenCalled()
    await until(() => got.mock.calls.length > 0, soon)
    expect(got).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ share: expect.any(Function) }))
    expect([them.onLost.mock.calls.length, fresh.orphans]).toEqual([1, []])
  })

  it('lets one of two go first who take it over at the same moment', async () => {
    await sleeper()
    const got: number[] = []
    for (const [index, tab] of [open(), open()].entries())
      tab.own(never).then(
        () => got.push(index),
        () => undefined,
      )
    await pass(15_000)
    expect(got).toHaveLength(1)
    expect(tabs.flatMap((tab) => tab.stops)).toEqual([])
  })

  it('keeps its run if it wakes up in time to answer', async () => {
    const them = await sleeper()
    const follower = open()
    them.speak()
    await until(() => follower.remote)
    for (let round = 0; round < 3; round++) {
      await pass(7_000)
      them.speak()
      await arrived()
    }
    expect([follower.orphans, them.onLost.mock.calls, follower.changes.length]).toEqual([[], [], 1])
  })

  it('is told that it has lost it, and has no more say in it', async () => {
    const [ours, follower] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(run)
    await until(() => follower.remote)
    await takeAway()
    expect(ours.stops).toEqual(['lost'])
    owned.share({ ...run, lastEventId: 'r.2' })
    owned.end()
    await arrived()
    expect(follower.changes.map((change) => change?.lastEventId)).toEqual(['r.1'])
  })

  it('says nothing in its name before it knows whether it has lost it', async () => {
    const [ours, follower] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(run)
    await until(() => follower.remote)
    vi.setSystemTime(Date.now() + 60_000)
    const taken = takeAway()
    owned.share({ ...run, lastEventId: 'r.2' })
    const late = open()
    await taken
    await arrived()
    expect([follower, late].map((tab) => tab.remote?.lastEventId)).toEqual(['r.1', undefined])
    expect(ours.stops).toEqual(['lost'])
  })

  it('goes on with it if nobody has taken it over', async () => {
    const [ours, follower] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(run)
    await until(() => follower.remote)
    vi.setSystemTime(Date.now() + 60_000)
    for (const lastEventId of ['r.2', 'r.3', 'r.4']) owned.share({ ...run, lastEventId })
    await until(() => follower.remote?.lastEventId === 'r.4')
    expect(ours.stops).toEqual([])
  })
})

describe('a tab that is awake', () => {
  it('keeps its run for as long as it has nothing to say, and needs no timer for it', async () => {
    const ours = open()
    const owned = await ours.own(never)
    owned.share(run)
    expect(vi.getTimerCount()).toBe(0)
    const [follower, next] = [open(), open()]
    await until(() => follower.remote)
    const begun = vi.fn()
    void next.own(never).then(begun)
    await pass(20_000)
    expect([orphans(), ours.stops, begun.mock.calls, follower.changes.length]).toEqual([[], [], [], 1])
    owned.share({ ...run, lastEventId: 'r.2' })
    await until(() => follower.remote?.lastEventId === 'r.2')
    owned.end()
    await until(() => begun.mock.calls.length > 0)
  })

  // Messages travel in real time, and may be late on a busy machine.
  it('is not robbed by one that has slept itself, and asks first', { retry: 2 }, async () => {
    const them = await sleeper()
    const follower = open()
    them.speak()
    await until(() => follower.remote)
    await pass(6_000)
    const asks = them.count('ask')
    // The answer lies there when it wakes up, but what was to be done at a time comes before.
    vi.setSystemTime(Date.now() + 60_000)
    vi.advanceTimersByTime(3_000)
    them.speak()
    await pass(2_000)
    expect([them.count('ask'), follower.orphans, them.onLost.mock.calls]).toEqual([asks + 1, [], []])
  })
})

it('a run is forgotten where there are no locks of any kind, and nobody answers for it', async () => {
  const them = await sleeper()
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  vi.stubGlobal('indexedDB', undefined)
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, 'locks')
    vi.unstubAllGlobals()
  })
  const follower = open()
  them.speak()
  await until(() => follower.remote)
  await pass(9_000)
  expect([follower.changes, follower.orphans]).toEqual([[run, undefined], []])
})
