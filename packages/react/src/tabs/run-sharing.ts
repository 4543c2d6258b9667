import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { differ, diffMessage, keepEqual, patchMessage } from './message-patch.ts'
import { answerMs, watchOwner } from './owner-watch.ts'
import { type HeldLock, takeLock } from './run-lock.ts'
import type { OwnedRun, RunSharing, RunSharingOptions, SharedRun } from './tab-contracts.ts'
import { isTabMessage, type RemoteRun, type TabMessage } from './tab-messages.ts'

/** The run of this tab. */
interface OwnRun {
  readonly owner: string
  readonly held: HeldLock
  /** Tells all of it. */
  tell(): void
}

// The word that a run has ended and the lock that is free come on separate ways, and either may be first.
const lateEndMs = 100
// Where there are no locks of any kind, a conversation goes on without.
const noLock: HeldLock = { isCertain: () => true, release: () => {} }

/** Shares a conversation's answers with the other tabs that show it; `undefined` where tabs cannot talk to each other. */
export function openRunSharing(options: RunSharingOptions): RunSharing | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  const { onChange, onStopRequest, onOrphan } = options
  const name = `sluice:run:${options.name}`
  const channel = new BroadcastChannel(name)
  const closing = new AbortController()
  let mine: OwnRun | undefined
  let remote: RemoteRun | undefined
  /** Waits for the lock as soon as another tab is heard of: its run comes here if it dies. */
  let heir: AbortController | undefined
  /** Those in this tab who wait for the lock. Called off if the tab that has it is mute. */
  const patient = new Set<AbortController>()
  const isWaiting = () => mine === undefined && (remote !== undefined || patient.size > 0)
  const { restart, inquire } = watchOwner(isWaiting, ask, onMute)
  /** The run that is to be stopped, whoever has it. */
  let unwantedKey: string | undefined
  /** Whether the whole run has been asked for and has not come yet. */
  let isAsking = false
  /** Called when another tab speaks up or ends. */
  const waiting = new Set<() => void>()

  function post(message: TabMessage): void {
    try {
      channel.postMessage(message)
    } catch {
      // What cannot be cloned is no message of ours; others see the answer when it has been stored.
    }
  }
  function ask(): void {
    isAsking = true
    post({ type: 'ask', owner: '' })
  }
  function hear({ owner, number = 0, run, patch, isWhole }: TabMessage): void {
    // Whoever has the lock runs: another one has slept and does not know yet that it has lost it.
    if (mine !== undefined) return
    restart()
    if (isWhole) {
      isAsking = false
      wake()
    }
    const isNext = isWhole || (remote?.owner === owner && remote.number === number - 1)
    const before = remote?.run
    const message = patch && patchMessage(before?.message, patch)
    if (isNext && run !== undefined && (message !== undefined || patch === undefined)) {
      const next = { ...run, message }
      remote = { owner, number, run: isWhole ? keepEqual(before, next) : next }
      if (remote.run === before) return
      becomeHeir()
      onChange()
    } else if (!isWhole && !isAsking) ask()
  }

  function wake(): void {
    for (const call of waiting) call()
    waiting.clear()
  }
  function news(withinMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = withinMs && setTimeout(resolve, withinMs)
      waiting.add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Waits until nobody has the lock. A run that was left behind without its tab is handed over first. */
  async function take(signal: AbortSignal): Promise<HeldLock> {
    for (;;) {
      signal.throwIfAborted()
      const mute = new AbortController()
      patient.add(mute)
      if (remote === undefined) inquire()
      else restart()
      const held: HeldLock = await takeLock(name, signal, mute.signal, () => lose(held)).finally(() => {
        patient.delete(mute)
        restart()
      })
      // Others who have found the same tab mute take the lock away at the same time. The last one keeps it.
      for (let waits = 0; (remote !== undefined || mute.signal.aborted) && waits < 3; waits++) await news(lateEndMs)
      if (signal.aborted || !held.isCertain()) held.release()
      else if (remote === undefined) return held
      else adopt(remote.run, held)
    }
  }
  function becomeHeir(): void {
    if (heir !== undefined) return
    heir = new AbortController()
    // Without locks nobody can tell whether a tab is gone.
    take(heir.signal).then(
      ({ release }) => release(),
      () => undefined,
    )
  }
  function onMute(): void {
    const [first] = patient
    first?.abort()
    // Nobody waits where there are no locks, and nobody inherits.
    if (first === undefined) drop()
  }
  function adopt(run: SharedRun, held: HeldLock): void {
    leave()
    onOrphan(run, begin(held, run))
    if (run.idempotencyKey === unwantedKey) onStopRequest('asked')
  }
  /** Forgets the run of another tab. */
  function leave(): void {
    remote = undefined
    heir?.abort()
    heir = undefined
    restart()
    wake()
  }
  function drop(): void {
    leave()
    onChange()
  }
  function lose(held: HeldLock): void {
    if (mine?.held !== held) return
    mine = undefined
    inquire()
    onStopRequest('lost')
  }

  function begin(held: HeldLock, run?: SharedRun): OwnedRun {
    const owner = newId()
    let number = 0
    let spokenMs = Date.now()
    /** Tells of the run; of its message, if the others have it as `before`, what has become of it. */
    async function tell(before?: UIMessage): Promise<void> {
      // Who has slept may have lost the run, and is not to speak in its name.
      if (Date.now() - spokenMs >= answerMs) {
        before = undefined
        // The browser tells first what has become of the lock.
        await navigator.locks?.query().catch(() => undefined)
      }
      if (mine !== own || !held.isCertain()) return
      spokenMs = Date.now()
      const patch = run?.message && diffMessage(before, run.message)
      post({ type: 'run', owner, number, run: run && { ...run, message: undefined }, patch, isWhole: !before })
    }
    const own: OwnRun = { owner, held, tell }
    mine = own
    void tell()
    restart()
    wake()
    return {
      share(next) {
        const before = run
        if (mine !== own || !differ(before, next)) return
        run = next
        number++
        void tell(before?.message)
      },
      end() {
        if (mine !== own) return
        mine = undefined
        post({ type: 'end', owner })
        held.release()
        restart()
      },
    }
  }
  /** Begins as soon as nobody else runs, unless one of the signals comes first. */
  async function request(...signals: readonly AbortSignal[]): Promise<OwnedRun> {
    const wish = new AbortController()
    for (const signal of [closing.signal, ...signals]) {
      const abort = () => wish.abort(signal.reason)
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { signal: wish.signal })
    }
    try {
      return begin(await take(wish.signal))
    } catch {
      wish.signal.throwIfAborted()
      return begin(noLock)
    } finally {
      // Takes the listeners away.
      wish.abort()
    }
  }

  channel.onmessage = ({ data }) => {
    if (!isTabMessage(data)) return
    const { type, owner } = data
    if (type === 'run') hear(data)
    else if (type === 'ask') mine?.tell()
    else if (type === 'stop' && owner === mine?.owner) onStopRequest('asked')
    else if (type === 'end' && owner === remote?.owner) drop()
  }
  ask()

  return {
    get remote() {
      return remote?.run
    },
    own: request,
    async tryOwn() {
      if (mine !== undefined || remote !== undefined) return undefined
      // A page that was left may hold the lock for another moment. Somebody who really runs says so.
      const told = new AbortController()
      void news().then(() => told.abort())
      return request(told.signal).catch(() => undefined)
    },
    async stopRemote() {
      const key = remote?.run.idempotencyKey
      let asked: string | undefined
      unwantedKey = key
      // Whoever takes over from a tab that has died before it heard is asked as well.
      while (remote !== undefined && remote.run.idempotencyKey === key) {
        if (remote.owner !== asked) {
          asked = remote.owner
          post({ type: 'stop', owner: asked })
          inquire()
        }
        await news()
      }
    },
    close() {
      closing.abort()
      mine?.held.release()
      mine = undefined
      leave()
      channel.close()
    },
  }
}
