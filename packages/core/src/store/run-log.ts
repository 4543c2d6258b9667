import type { MaybePromise } from './counter-store.ts'

/**
 * Keeps what runs have said, for whoever comes back for it or comes late. Whoever runs several servers gives them a shared
 * one: who reads a run, or asks it to stop, may have reached another server than the one that carries it out.
 *
 * A run belongs to an owner: a text that stands for one conversation of one caller. An owner may have one key for each run,
 * so that a request that is sent twice is carried out once. Keys of different owners have nothing to do with each other.
 *
 * A process may die with its runs, and a Worker's request with its run. A log takes a run that it has heard nothing of for a
 * minute for one that broke off: reading it throws, and its key is free again. Who carries out a run calls `append`, if need
 * be with nothing, at least every 20 s, also when its parts are not kept.
 */
export interface RunLog {
  /**
   * Begins a run, unless its key is known. All at once: of several calls with the same key one begins.
   *
   * The owner's latest run is now this one. Whether one that is still under way is to stop is for the caller to say.
   */
  begin(claim: RunClaim): MaybePromise<RunClaimed>
  /**
   * Adds to a run, in the order of the calls. False if the run is not kept (any longer): it has outgrown the log, or is
   * over. Of no parts it is a sign of life.
   */
  append(runId: string, parts: readonly RunPart[]): MaybePromise<boolean>
  /** Nothing follows. The run is kept for a while, and its key with it. */
  end(runId: string): MaybePromise<void>
  /**
   * Takes back a run that came to nothing, before its first part: it and its key are not known any longer, and the owner's
   * latest run is the one before. Who waits for its parts gets `lastWords`, as a part without a number, and then the end.
   */
  withdraw(runId: string, lastWords: string): MaybePromise<void>
  /** The run of this id, if it is this owner's; without an id the owner's latest. */
  find(owner: string, runId?: string): MaybePromise<RunState | undefined>
  /**
   * The parts after number `after`, then those to come, until the end. Read only as fast as they are asked for, however
   * fast the run is. Parts without a number are given to those only who were reading when they came.
   *
   * @throws ChatError `interrupted` where the log has no more of a run that is not at its end; the signal's reason if aborted.
   */
  read(runId: string, options: RunReading): AsyncIterable<readonly RunPart[]>
  /** For how long nobody has been reading the run: `undefined` while somebody is, `Infinity` for a run that is not known. */
  unreadMs(runId: string): MaybePromise<number | undefined>
  /** Notes that somebody has got all of the run. */
  deliver(runId: string): MaybePromise<void>
  /** Asks a run to stop, wherever it is carried out. Nothing happens if it is over or not known. */
  stop(runId: string): MaybePromise<void>
  /** Asks the run of this key to stop; if there is none, a run of this key will not begin. For a stop that is faster than its start. */
  stopKey(owner: string, key: string, caller?: string): MaybePromise<void>
}

/** A run that wants to begin. */
export interface RunClaim {
  /** Unique, and not to be guessed. */
  readonly runId: string
  readonly owner: string
  /** Whose conversation it is: a log has no more room for one caller than it has to spare. @default the owner */
  readonly caller?: string | undefined
  /** The same for all requests that are one. */
  readonly key?: string | undefined
  /** What the key is used for; given back where the key is known. */
  readonly digest?: string | undefined
  /** Called once when the run is asked to stop, until it has ended. May be called before `begin` has answered. */
  readonly onStop: () => void
}

/** Whether a run has begun. */
export type RunClaimed =
  | RunAdmitted
  /** The key is that of this run, which may be over. */
  | { readonly type: 'known'; readonly runId: string; readonly digest?: string | undefined }
  /** The key was stopped before its run could begin. */
  | { readonly type: 'stopped' }

export interface RunAdmitted {
  /** `full`: the log has no room for another run, which is then nobody's latest either. */
  readonly type: 'begun' | 'full'
  /** The run that was the owner's latest, if it is still under way. */
  readonly replacedRunId?: string | undefined
}

/** A piece of what a run says. */
export interface RunPart {
  /** Its place in the run, from 1 on without gaps; `undefined` for what only those get who are reading now. */
  readonly seq?: number | undefined
  readonly data: string
}

/** How far a run has come. */
export interface RunState {
  readonly runId: string
  /** The number of its last part; 0 before the first. */
  readonly lastSeq: number
  readonly isEnded: boolean
  /** Whether somebody has got all of it. */
  readonly isDelivered: boolean
  /** Whether its parts can still be read. */
  readonly isKept: boolean
  /** The key under which it was begun, if it was begun under one. */
  readonly key?: string | undefined
}

/** How a run is read. */
export interface RunReading {
  /** The number of the last part that is not wanted; 0 for all. */
  readonly after: number
  /** Ends a wait for more. */
  readonly signal?: AbortSignal | undefined
}
