import type { RunSharing, RunSharingOptions, SharedRun } from '../tabs/tab-contracts.ts'

/** The other tabs that show the conversation, as far as they are found. */
export interface OtherTabs {
  /** The answer that one of them has under way. */
  readonly remote: SharedRun | undefined
  /** Looks for them. Their code comes later: a conversation that is shared with nobody does without it. */
  find(): Promise<RunSharing | undefined> | undefined
  /** Asks the one that answers to stop. Resolves when it has. */
  stop(): Promise<void>
  /** Waits until none of them answers. */
  whenQuiet(): Promise<void>
  /** Lets go of them. */
  leave(): void
}

export interface OtherTabsOptions extends Omit<RunSharingOptions, 'name'> {
  /** The name under which tabs find each other; without one they do not. */
  name: string | undefined
}

export function createOtherTabs({ name, onChange, ...options }: OtherTabsOptions): OtherTabs {
  let sharing: RunSharing | undefined
  let finding: Promise<RunSharing | undefined> | undefined
  const waiting: (() => void)[] = []

  return {
    get remote() {
      return sharing?.remote
    },
    find() {
      if (name === undefined || finding !== undefined) return finding
      const own = fetchSharing().then((open) => {
        // Whoever has left in the meantime is not to be found any more.
        if (finding === own) sharing = open?.({ ...options, name, onChange: hear })
        return sharing
      })
      finding = own
      return own
    },
    async stop() {
      await sharing?.stopRemote()
    },
    async whenQuiet() {
      if (sharing?.remote) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    leave() {
      sharing?.close()
      sharing = finding = undefined
    },
  }

  function hear(): void {
    onChange()
    if (!sharing?.remote) for (const wake of waiting.splice(0)) wake()
  }
}

/** Without its code, tabs know nothing of each other. */
async function fetchSharing() {
  try {
    return (await import('../tabs/run-sharing.ts')).openRunSharing
  } catch {
    return undefined
  }
}
