import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { get, update } from 'idb-keyval'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { leases, leaseTurns } from '../test-support/lease-turns.ts'
import { type MortalTab, openMortalTab, openTab, type SharingTab } from '../test-support/sharing-tab.ts'
import { arrived, until } from '../test-support/until.ts'
import type { SharedRun } from './tab-contracts.ts'

const never = new AbortController().signal
let name: string
let tabs: SharingTab[]
beforeEach(() => {
  name = newId()
  tabs = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(() => {
  for (const tab of tabs) tab.close()
  vi.useRealTimers()
})

function open(): SharingTab {
  const tab = openTab(name)
  tabs.push(tab)
  return tab
}
async function openMortal(): Promise<MortalTab> {
  const tab = await openMortalTab(name)
  onTestFinished(() => tab.kill())
  return tab
}
const orphansOf = (...some: readonly SharingTab[]) => some.flatMap((tab) => tab.orphans)
/** Waits until somebody has inherited, and gives what they have. */
async function inherited(...heirs: readonly SharingTab[]) {
  await until(() => orphansOf(...heirs).length > 0, { passing: 20 })
  return orphansOf(...heirs)[0]!
}

/** Lets time pass, not faster than words travel. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 500) {
    vi.advanceTimersByTime(500)
    await arrived()
  }
}

function answering(text: string): SharedRun {
  const message: UIMessage = { id: 'answer', role: 'assistant', parts: [{ type: 'text', text }] }
  return { idempotencyKey: 'key', parentId: 'question', status: 'streaming', message }
}
const textOf = (run: SharedRun | undefined) => run?.message?.parts.map((part) => 'text' in part && part.text).join('')

function hideLocks(): void {
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'))
}

describe('the run of a tab that is gone', () => {
  it('comes to exactly one of those who followed it, and the others follow that one', async () => {
    const mortal = await openMortal()
    const heirs = [open(), open(), open()]
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    owned.share(answering('ab'))
    await until(() => heirs.every((tab) => textOf(tab.remote) === 'ab'))
    mortal.kill()
    const { run, owned: mine } = await inherited(...heirs)
    expect(run).toEqual(answering('ab'))
    await pass(10_000)
    expect(orphansOf(...heirs)).toHaveLength(1)
    const others = heirs.filter((tab) => tab.orphans.length === 0)
    // They see no difference until there is one.
    expect(others.map((tab) => tab.changes.length)).toEqual([2, 2])
    mine.share(answering('abc'))
    await until(() => others.every((tab) => textOf(tab.remote) === 'abc'))
    mine.end()
    await until(() => others.every((tab) => tab.remote === undefined))
    await pass(10_000)
    expect(orphansOf(...heirs)).toHaveLength(1)
  })

  it('goes from heir to heir', async () => {
    const [first, second] = [await openMortal(), await openMortal()]
    const owned = await first.own(never)
    owned.share(answering('a'))
    await until(() => second.remote)
    first.kill()
    await until(() => second.orphans.length > 0)
    const third = open()
    await until(() => third.remote)
    second.orphans[0]!.owned.share(answering('ab'))
    await until(() => textOf(third.remote) === 'ab')
    second.kill()
    expect((await inherited(third)).run).toEqual(answering('ab'))
  })

  it('is told to be nobody’s by the heir’s `remote`', async () => {
    const mortal = await openMortal()
    const heir = open()
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote)
    mortal.kill()
    await inherited(heir)
    expect(heir.remote).toBe(undefined)
    // Not told as a change: the run has not ended.
    expect(heir.changes).toHaveLength(1)
  })

  it('is handed over before another begins', async () => {
    const mortal = await openMortal()
    const heir = open()
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote)
    const begun = vi.fn()
    const next = heir.own(never).then(begun)
    mortal.kill()
    const orphan = await inherited(heir)
    await arrived()
    expect(begun).not.toHaveBeenCalled()
    orphan.owned.end()
    await next
  })

  it('leaves nobody who stops it waiting: whoever has it then is asked', async () => {
    const mortal = await openMortal()
    const [heir, other] = [open(), open()]
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote && other.remote)
    const stops = [heir.stopRemote(), other.stopRemote()] as const
    mortal.kill()
    const [inheritor, follower] = (await inherited(heir, other)) === heir.orphans[0] ? [heir, other] : [other, heir]
    await stops[inheritor === heir ? 0 : 1]
    await until(() => inheritor.stops.length > 0)
    inheritor.orphans[0]!.owned.end()
    await stops[follower === heir ? 0 : 1]
  })

  it('is free for the next page of the same tab at once', async () => {
    const mortal = await openMortal()
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    mortal.kill()
    expect(await open().tryOwn()).toBeDefined()
  })

  it('is not got by a new page where another has inherited it', async () => {
    const mortal = await openMortal()
    const heir = open()
    const owned = await mortal.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote)
    mortal.kill()
    const page = open()
    const tried = page.tryOwn()
    await inherited(heir)
    expect(await tried).toBe(undefined)
    await until(() => textOf(page.remote) === 'a')
  })

  it('stays with its tab when one that follows it goes', async () => {
    const ours = open()
    const [mortal, other] = [await openMortal(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    await until(() => mortal.remote && other.remote)
    mortal.kill()
    owned.share(answering('ab'))
    await until(() => textOf(other.remote) === 'ab')
    owned.end()
    await until(() => other.remote === undefined)
    expect(orphansOf(ours, other)).toEqual([])
  })

  it('is an orphan too when its tab has closed the conversation', async () => {
    const [ours, heir] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote)
    ours.close()
    expect((await inherited(heir)).run).toEqual(answering('a'))
  })
})

describe('a run that has ended', () => {
  /** An owner who says by hand what a tab would say, when it suits the test. */
  async function speaker() {
    const channel = new BroadcastChannel(`sluice:run:${name}`)
    onTestFinished(() => channel.close())
    let release = () => {}
    await new Promise<void>((resolve) => {
      void navigator.locks.request(`sluice:run:${name}`, () => {
        resolve()
        return new Promise<void>((free) => {
          release = free
        })
      })
    })
    const { message, ...run } = answering('a')
    const { parts, ...head } = message!
    const patch = { head, length: 1, parts: parts.map((part, index) => ({ index, part })) }
    channel.postMessage({ type: 'run', owner: 'them', number: 1, run, patch, isWhole: true })
    return { end: () => channel.postMessage({ type: 'end', owner: 'them' }), release: () => release() }
  }
  /** Whether somebody who asked for the lock as others do has it. */
  const isGranted = async () => {
    const { held, pending } = await navigator.locks.query()
    const isOurs = (lock: LockInfo) => lock.name?.includes(name)
    return held?.some(isOurs) && !pending?.some(isOurs)
  }

  it('is no orphan when its lock is free before its end is heard', async () => {
    const heir = open()
    const them = await speaker()
    await until(() => heir.remote)
    them.release()
    await until(isGranted)
    vi.advanceTimersByTime(40)
    them.end()
    await until(() => heir.remote === undefined)
    vi.advanceTimersByTime(1_000)
    await until(async () => !(await isGranted()))
    expect(heir.orphans).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is one when nothing is heard', async () => {
    const heir = open()
    const them = await speaker()
    await until(() => heir.remote)
    them.release()
    expect((await inherited(heir)).run).toEqual(answering('a'))
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a tab that sleeps', () => {
  beforeEach(hideLocks)

  /** Begins a run of a tab whose timers then stand still, until it is woken. */
  async function ownAsleep(tab: SharingTab) {
    const begun = vi.spyOn(globalThis, 'setInterval')
    const owned = await tab.own(never)
    const [tick] = begun.mock.calls[0]!
    clearInterval(begun.mock.results[0]!.value)
    begun.mockRestore()
    return { owned, wake: tick as () => void }
  }

  it('says nothing in the name of a run that another may have taken over', async () => {
    const [sleeper, other] = [open(), open()]
    const { owned } = await ownAsleep(sleeper)
    owned.share(answering('a'))
    await until(() => other.remote)
    await leaseTurns()
    vi.setSystemTime(Date.now() + 60_000)
    owned.share(answering('a, asleep'))
    const late = open()
    await arrived()
    expect([other, late].map((tab) => textOf(tab.remote))).toEqual(['a', undefined])
  })

  it('goes on with its run if nobody has', async () => {
    const [sleeper, other] = [open(), open()]
    const { owned, wake } = await ownAsleep(sleeper)
    owned.share(answering('a'))
    await until(() => other.remote)
    await leaseTurns()
    vi.setSystemTime(Date.now() + 60_000)
    owned.share(answering('ab'))
    wake()
    await until(() => {
      // It goes on to answer, and does not know when it may say so again.
      owned.share(answering('abc'))
      return textOf(other.remote) === 'abc'
    })
    expect(sleeper.stops).toEqual([])
  })

  const lease = () => get<{ owner: string; seenMs: number }>(`sluice:run:${name}`, leases)
  /** What somebody does who finds the lease expired. */
  const takeAway = () =>
    update(`sluice:run:${name}`, () => ({ owner: 'another', seenMs: Date.now() + 60_000 }), leases).then(() =>
      vi.setSystemTime(Date.now() + 60_000),
    )

  it('does not inherit what another has inherited meanwhile', async () => {
    const [ours, heir] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    await until(() => heir.remote)
    const { owner } = (await lease())!
    ours.close()
    while ((await lease())?.owner === owner) vi.advanceTimersByTime(250)
    // It has the lease now, and listens for a last word.
    await arrived()
    await takeAway()
    for (let waits = 0; waits < 4; waits++) {
      vi.advanceTimersByTime(100)
      await arrived()
    }
    expect([heir.orphans, heir.stops]).toEqual([[], []])
    expect(textOf(heir.remote)).toBe('a')
  })

  it('is not told to stop what it ends by itself as it wakes up', async () => {
    const sleeper = open()
    const { owned, wake } = await ownAsleep(sleeper)
    owned.share(answering('a'))
    await takeAway()
    wake()
    owned.end()
    await arrived()
    expect(sleeper.stops).toEqual([])
  })

  it('learns that it has lost its run, and follows whoever has it', async () => {
    const [sleeper, heir, other] = [open(), open(), open()]
    const { owned, wake } = await ownAsleep(sleeper)
    owned.share(answering('a'))
    await until(() => heir.remote && other.remote)
    const orphan = await inherited(heir, other)
    orphan.owned.share(answering('ab'))
    owned.share(answering('a, asleep'))
    const followers = [heir, other].filter((tab) => tab.orphans.length === 0)
    await until(() => followers.every((tab) => textOf(tab.remote) === 'ab'))
    expect(sleeper.stops).toEqual([])
    wake()
    await until(() => textOf(sleeper.remote) === 'ab')
    expect(sleeper.stops).toEqual(['lost'])
    owned.share(answering('a, awake'))
    owned.end()
    await arrived()
    expect([sleeper, ...followers].map((tab) => textOf(tab.remote))).toEqual(['ab', 'ab'])
    orphan.owned.end()
    await until(() => [sleeper, ...followers].every((tab) => tab.remote === undefined))
    expect(orphansOf(sleeper, heir, other)).toHaveLength(1)
  })
})
