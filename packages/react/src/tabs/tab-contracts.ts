import type { UIMessage } from '@sluice/core/ui'
import type { RunBase } from '../storage/chat-storage.ts'

/** An answer as its tab tells of it. */
export interface SharedRun {
  readonly idempotencyKey: string
  /** What the answer follows. */
  readonly parentId: string | null
  readonly status: 'submitted' | 'streaming'
  /** The answer so far; `undefined` before its first content. */
  readonly message?: UIMessage | undefined
  /** The last event that was read. */
  readonly lastEventId?: string | undefined
  readonly isLogged?: boolean | undefined
  readonly base?: RunBase | undefined
}

/** A conversation's answers, seen by all tabs that show it. One tab at a time has a run; the others follow. */
export interface RunSharing {
  /** The run of another tab, if one is under way. */
  readonly remote: SharedRun | undefined
  /**
   * Makes this tab the one that runs. Waits until no other tab does.
   *
   * @throws the signal's reason
   */
  own(signal: AbortSignal): Promise<OwnedRun>
  /** As `own`, but gives `undefined` as soon as another tab says that it runs. */
  tryOwn(): Promise<OwnedRun | undefined>
  /** Asks the tab that runs to stop. Resolves when its run has ended, or its tab is gone or does not answer. */
  stopRemote(): Promise<void>
  /** Lets go of everything. A run of this tab is not ended by it, but left to the others as an orphan. */
  close(): void
}

/** The run of this tab. */
export interface OwnedRun {
  /** Tells the other tabs how far it has come. */
  share(run: SharedRun): void
  /** Ends it, for all tabs. Called once, after everything has been stored. */
  end(): void
}

export interface RunSharingOptions {
  /** Names the conversation among all of this origin: scope and id. */
  name: string
  /** Called when `remote` has changed: begun, grown, or ended. */
  onChange: () => void
  /**
   * The run is to be stopped here. `asked`: another tab wishes so. `lost`: this tab was asleep, and another has taken the
   * run over meanwhile, which is not to be disturbed.
   */
  onStopRequest: (cause: 'asked' | 'lost') => void
  /**
   * The tab that ran is gone or asleep, and its run is now this tab's: to be rejoined, or told to be interrupted. `run` is the last
   * that was heard of it. Called in place of `onChange`: the run goes on.
   */
  onOrphan: (run: SharedRun, owned: OwnedRun) => void
}
