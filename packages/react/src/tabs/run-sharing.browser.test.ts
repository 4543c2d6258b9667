import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTab, type SharingTab } from '../test-support/sharing-tab.ts'
import { arrived, until } from '../test-support/until.ts'
import { openRunSharing } from './run-sharing.ts'
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

const asked: SharedRun = { idempotencyKey: 'key', parentId: 'question', status: 'submitted' }
const thought: UIMessage['parts'][number] = { type: 'reasoning', text: 'Hm.', state: 'done' }
function answering(text: string, lastEventId?: string): SharedRun {
  const message: UIMessage = {
    id: 'answer',
    role: 'assistant',
    parts: [thought, { type: 'text', text, state: 'streaming' }],
  }
  return { ...asked, status: 'streaming', message, lastEventId, isLogged: true }
}
const textOf = (run: SharedRun | undefined) =>
  run?.message?.parts.map((part) => ('text' in part ? part.text : '')).join('')

describe('a run', () => {
  it('is seen by all other tabs from its beginning to its end', async () => {
    const [ours, ...others] = [open(), open(), open()]
    const owned = await ours.own(never)
    const steps = [asked, answering('你', 'r.3'), answering('你好', 'r.4'), answering('你好，Ada', 'r.5')]
    for (const step of steps) owned.share(step)
    owned.end()
    await until(() => others.every((tab) => tab.changes.length === 5))
    for (const tab of others) expect(tab.changes).toEqual([...steps, undefined])
    expect(others.map((tab) => tab.remote)).toEqual([undefined, undefined])
    expect([ours.remote, ours.changes]).toEqual([undefined, []])
  })

  it('is told to tabs that are opened while it is under way, and disturbs no other', async () => {
    const [ours, early] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('你好'))
    await until(() => early.remote)
    const known = early.remote
    const late = open()
    await until(() => late.remote)
    expect(late.changes).toEqual([answering('你好')])
    await arrived()
    expect(early.changes).toHaveLength(1)
    expect(early.remote).toBe(known)
    owned.share(answering('你好，Ada'))
    await until(() => textOf(late.remote) === 'Hm.你好，Ada')
    expect([early, late].map((tab) => tab.changes.length)).toEqual([2, 2])
  })

  it('keeps the identity of what has not changed', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    for (const text of ['a', 'ab', 'abc']) owned.share(answering(text))
    await until(() => other.changes.length === 3)
    const thoughts = other.changes.map((run) => run?.message?.parts[0])
    expect(new Set(thoughts).size).toBe(1)
    // What was asked for anew is whole, and mostly known.
    open()
    owned.share({ ...answering('abc'), message: { ...answering('abc').message!, id: 'renamed' } })
    await until(() => other.remote?.message?.id === 'renamed')
    expect(other.remote?.message?.parts[0]).toBe(thoughts[0])
  })

  it('is not told where nothing has changed', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    const run = answering('a')
    owned.share(run)
    owned.share(run)
    owned.share({ ...run })
    owned.share({ ...run, lastEventId: 'r.9' })
    await until(() => other.remote?.lastEventId === 'r.9')
    expect(other.changes).toHaveLength(2)
    expect(other.changes[0]?.message).toEqual(run.message)
  })

  it('is told by what was added, however long it is', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    const long = '水'.repeat(100_000)
    owned.share(answering(long))
    await until(() => textOf(other.remote) === `Hm.${long}`)
    const said: unknown[] = []
    const ear = new BroadcastChannel(`sluice:run:${name}`)
    ear.onmessage = ({ data }) => said.push(data)
    onTestFinished(() => ear.close())
    owned.share(answering(`${long}!`))
    await until(() => textOf(other.remote) === `Hm.${long}!` && said.length > 0)
    expect(said).toHaveLength(1)
    expect(JSON.stringify(said).length).toBeLessThan(400)
  })

  it('may lose its message, and begin it anew', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    const steps = [
      answering('abc'),
      asked,
      answering('x'),
      { ...answering('x'), message: { ...answering('').message!, parts: [] } },
    ]
    for (const step of steps) owned.share(step)
    await until(() => other.changes.length === 4)
    expect(other.changes).toEqual(steps)
  })

  it('is of no interest to another conversation', async () => {
    const ours = open()
    name = newId()
    const other = open()
    const owned = await ours.own(never)
    owned.share(asked)
    await arrived()
    expect(other.changes).toEqual([])
    await other.own(never)
  })

  it('goes on where something in it cannot be copied', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    const message = { ...answering('ab').message!, metadata: { sluice: { usage: () => {} } } as never }
    owned.share({ ...answering('ab'), message })
    owned.share(answering('abc'))
    await until(() => textOf(other.remote) === 'Hm.abc')
    expect(other.changes.map(textOf)).toEqual(['Hm.a', 'Hm.abc'])
  })

  it('says nothing any more when it has ended', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(asked)
    owned.end()
    owned.share(answering('late'))
    owned.end()
    const next = await ours.own(never)
    owned.end()
    next.share(answering('next'))
    await until(() => other.changes.length === 3)
    expect(other.changes).toEqual([asked, undefined, answering('next')])
  })
})

describe('a conversation', () => {
  it('is run by one tab at a time', async () => {
    const running = new Set<number>()
    const most: number[] = []
    const runs = [open(), open(), open(), open()].map(async (tab, index) => {
      const owned = await tab.own(never)
      most.push(running.add(index).size)
      owned.share({ ...asked, idempotencyKey: `${index}` })
      await arrived()
      running.delete(index)
      owned.end()
    })
    await Promise.all(runs)
    expect(most).toEqual([1, 1, 1, 1])
    await until(() => tabs.every((tab) => tab.remote === undefined))
    expect(tabs.flatMap((tab) => tab.orphans)).toEqual([])
  })

  it('is waited for no longer than wished', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    const controller = new AbortController()
    const waiting = other.own(controller.signal)
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    await expect(other.own(controller.signal)).rejects.toBe('enough')
    owned.end()
    const { pending } = await navigator.locks.query()
    expect(pending?.filter((lock) => lock.name?.includes(name))).toEqual([])
    await other.own(never)
  })

  it('can be tried: nobody waits for a tab that runs', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    expect(await other.tryOwn()).toBe(undefined)
    await arrived()
    // It has been told before that the other tab runs, and must hear it anew.
    expect(await other.tryOwn()).toBe(undefined)
    expect(await ours.tryOwn()).toBe(undefined)
    owned.share(asked)
    await until(() => other.remote)
    expect(await other.tryOwn()).toBe(undefined)
    owned.end()
    await until(() => other.remote === undefined)
    const next = await other.tryOwn()
    next?.share(answering('mine'))
    await until(() => textOf(ours.remote) === 'Hm.mine')
  })

  it('is got by one of all who try at the same time', async () => {
    const got = await Promise.all([open(), open(), open()].map((tab) => tab.tryOwn()))
    expect(got.filter((owned) => owned !== undefined)).toHaveLength(1)
  })

  it('is got once by a tab that tries twice', async () => {
    const ours = open()
    const got = await Promise.all([ours.tryOwn(), ours.tryOwn()])
    expect(got.filter((owned) => owned !== undefined)).toHaveLength(1)
  })

  it('goes on where there are no locks of any kind, and nobody inherits', async () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
    vi.stubGlobal('indexedDB', undefined)
    onTestFinished(() => {
      Reflect.deleteProperty(navigator, 'locks')
      vi.unstubAllGlobals()
    })
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    await until(() => other.remote)
    await arrived()
    expect(other.orphans).toEqual([])
    owned.end()
    await until(() => other.remote === undefined)
    expect(await other.tryOwn()).toBeDefined()
  })

  it('is not shared where tabs cannot talk', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(openRunSharing({ name, onChange() {}, onStopRequest() {}, onOrphan() {} })).toBe(undefined)
  })
})

describe('stopping from another tab', () => {
  it('asks the one that runs, and takes until its run has ended', async () => {
    const [ours, other, third] = [open(), open(), open()]
    const owned = await ours.own(never)
    owned.share(answering('a'))
    await until(() => other.remote)
    const stopped = vi.fn()
    const stopping = other.stopRemote().then(stopped)
    await until(() => ours.stops.length > 0)
    owned.share(answering('ab'))
    await until(() => textOf(other.remote) === 'Hm.ab')
    expect(stopped).not.toHaveBeenCalled()
    owned.end()
    await stopping
    expect([ours.stops, other.stops, third.stops]).toEqual([['asked'], [], []])
  })

  it('is done at once where nothing runs', async () => {
    await open().stopRemote()
    const ours = open()
    await ours.own(never)
    await ours.stopRemote()
    expect(ours.stops).toEqual([])
  })

  it('does not stop what begins next', async () => {
    const [ours, other] = [open(), open()]
    const owned = await ours.own(never)
    owned.share(asked)
    await until(() => other.remote)
    owned.end()
    const next = await ours.own(never)
    const stopping = other.stopRemote()
    next.share({ ...asked, idempotencyKey: 'next' })
    await stopping
    await until(() => other.remote?.idempotencyKey === 'next')
    await arrived()
    expect(ours.stops).toEqual([])
  })
})
