import { newId } from '@sluice/core'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { until } from '../test-support/until.ts'
import { openRunSharing } from './run-sharing.ts'
import type { OwnedRun, RunSharing, SharedRun } from './tab-contracts.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(() => void vi.useRealTimers())

interface Tab {
  sharing: RunSharing
  owned?: OwnedRun | undefined
  /** The run that the tab owns, once it has been shared. */
  run?: SharedRun | undefined
  /** How often it waits for its turn. */
  wishes: number
}

const never = new AbortController().signal

/** Tabs of one conversation. A test knows which of them runs, and what. */
function conversation() {
  const name = newId()
  const tabs: Tab[] = []
  const ended = new Set<string>()
  const faults: string[] = []
  let count = 0
  const [mouth, ear] = [new BroadcastChannel(`sluice:run:${name}`), new BroadcastChannel(`sluice:run:${name}`)]
  const running = () => tabs.filter(({ owned }) => owned !== undefined)

  function begin(tab: Tab, owned: OwnedRun, run?: SharedRun): void {
    if (running().length > 0) faults.push('Two tabs run.')
    if (run !== undefined && ended.has(run.idempotencyKey)) faults.push('What had ended was inherited.')
    Object.assign(tab, { owned, run })
  }
  function end(tab: Tab): void {
    const { owned, run } = tab
    if (run !== undefined) ended.add(run.idempotencyKey)
    tab.owned = tab.run = undefined
    owned?.end()
  }
  function share(tab: Tab): void {
    const { idempotencyKey = `run ${++count}`, message } = tab.run ?? {}
    const text = `${message?.parts[0] && 'text' in message.parts[0] ? message.parts[0].text : ''}${++count},`
    tab.run = {
      idempotencyKey,
      parentId: null,
      status: 'streaming',
      message: { id: idempotencyKey, role: 'assistant', parts: [{ type: 'text', text }] },
    }
    tab.owned?.share(tab.run)
  }

  /** Waits until all has arrived that was said before. Time must not pass faster here than words travel. */
  async function settled(): Promise<void> {
    const word = newId()
    const heard = new Promise<void>((resolve) => {
      ear.onmessage = ({ data }) => data === word && resolve()
    })
    mouth.postMessage(word)
    await heard
  }
  async function passed(ms: number): Promise<void> {
    await settled()
    vi.advanceTimersByTime(ms)
  }
  /** Waits, for as long as it takes, until something is so. */
  async function reached(isSo: () => boolean): Promise<void> {
    await until(async () => {
      await passed(20)
      return isSo()
    })
  }

  const steps = {
    open() {
      if (tabs.length > 3) return
      const sharing = openRunSharing({
        name,
        onChange: () => {},
        onStopRequest: () => end(tab),
        onOrphan: (run, owned) => begin(tab, owned, run),
      })!
      const tab: Tab = { sharing, wishes: 0 }
      tabs.push(tab)
    },
    /** For the others there is no difference between a conversation that is closed and a tab that is killed. */
    close(tab) {
      tabs.splice(tabs.indexOf(tab), 1)
      tab.sharing.close()
    },
    own(tab) {
      tab.wishes++
      const settle = () => void tab.wishes--
      tab.sharing
        .own(never)
        .then(
          (owned) => begin(tab, owned),
          () => undefined,
        )
        .finally(settle)
    },
    attempt(tab) {
      tab.wishes++
      const settle = () => void tab.wishes--
      tab.sharing
        .tryOwn()
        .then((owned) => owned && begin(tab, owned))
        .finally(settle)
    },
    share: () => running().forEach(share),
    end: () => running().forEach(end),
    stop: (tab) => void tab.sharing.stopRemote(),
    pause: () => passed(120),
    agree: () => reached(isAgreed),
  } satisfies Record<string, (tab: Tab) => unknown>

  /** Whether all know what runs, if anything does. */
  function isAgreed(): boolean {
    const [owner] = running()
    if (owner === undefined && tabs.some(({ wishes }) => wishes > 0)) return false
    const followers = tabs.filter((tab) => tab !== owner)
    return followers.every(({ sharing }) => JSON.stringify(sharing.remote) === JSON.stringify(owner?.run))
  }
  return {
    faults,
    async step(what: keyof typeof steps, who: number) {
      const tab = tabs[who % tabs.length]
      if (tab !== undefined) await steps[what](tab)
      else steps.open()
      // The browser goes on between two steps, or it does not.
      if (who % 2 === 0) await settled()
    },
    async finish() {
      await reached(() => {
        steps.end()
        return tabs.every(({ wishes }) => wishes === 0) && running().length === 0 && isAgreed()
      })
      for (const { sharing } of tabs) sharing.close()
      for (const channel of [mouth, ear]) channel.close()
    },
  }
}

it('tabs that do anything at any time never run together, always agree in the end, and wait for nothing for ever', async () => {
  const what = fc.constantFrom(
    ...(['open', 'close', 'own', 'own', 'attempt', 'share', 'share', 'end', 'stop', 'pause', 'agree'] as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(what, fc.nat(7)), { minLength: 10, maxLength: 40 }), async (steps) => {
      const { faults, step, finish } = conversation()
      await step('open', 0)
      await step('open', 1)
      for (const [does, who] of steps) await step(does, who)
      await finish()
      expect(faults).toEqual([])
    }),
    { numRuns: 50 },
  )
}, 60_000)
