/** How long the tab that runs may say nothing before it is asked whether it is still there. */
const silentMs = 5_000
/** How long it may take to answer. Words reach a tab at once, also one in the background, where timers are slow. */
export const answerMs = 3_000

/** Notices when the tab that runs is there no more, though its lock is: a phone puts tabs to sleep in the middle of a run. */
export interface OwnerWatch {
  /** Begins anew, because a tab has spoken, or what is waited for has changed. */
  restart(): void
  /** Asks at once. */
  inquire(): void
}

export function watchOwner(isWaiting: () => boolean, ask: () => void, onMute: () => void): OwnerWatch {
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(call: () => void, ms: number): void {
    clearTimeout(timer)
    if (isWaiting()) timer = setTimeout(call, ms)
  }
  const restart = () => wait(inquire, silentMs)
  function inquire(): void {
    const askedMs = Date.now()
    ask()
    wait(() => {
      // Whose timer is late has slept too, and the answer may be there without having been read.
      if (Date.now() - askedMs >= 2 * answerMs) return inquire()
      restart()
      onMute()
    }, answerMs)
  }
  return { restart, inquire }
}
