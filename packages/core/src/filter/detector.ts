/**
 * Finds values of one kind, such as e-mail addresses. It is shown runs: stretches of text that consist of `chars` alone. Text and
 * streams are cut into the same runs, so that both give the same result.
 */
export interface Detector {
  /**
   * What a run consists of: ASCII characters, listed one by one; `non-ascii` in a list adds everything above. Their full-width
   * forms and Unicode's other spaces and hyphens count as they do and are shown as ASCII.
   */
  readonly chars: string | readonly [ascii: string, other: 'non-ascii']
  /** Shorter runs are not shown, in UTF-16 units. */
  readonly minLength: number
  /** How long something unfinished may be held back, in UTF-16 units. */
  readonly maxLength: number
  /** How much of what stands before a run is shown, in UTF-16 units: 16 at most. @default 1 */
  readonly context?: number | undefined
  /** Runs without any of these characters are not shown. @default all are */
  readonly trigger?: string | undefined
  /**
   * Where something is found in a run that has ended, in order and without overlap. Must take time in proportion to the run.
   * What stands before the run is as long as `context` says, and what stands after it one UTF-16 unit: less at the ends of the
   * text.
   */
  find(run: string, before: string, after: string): readonly Span[]
  /**
   * From where in a run that goes on something may yet be found, its length if from nowhere. Everything before is shown to `find`
   * as a run of its own and let go: cutting a run there must not change what is found.
   * @default 0
   */
  live?(run: string, before: string): number
  /**
   * Both at once, where one look answers both: what `live` says, and what `find` finds before that.
   * @default `live` is asked, then `find`
   */
  settle?(run: string, before: string): SettledRun
  /**
   * Where what has grown too long ends, so that what follows is looked at again; -1 while that is not known, which is no answer
   * once the run has ended. It is shown the run from where it was masked last.
   * @default it ends with the run
   */
  overflowEnd?(run: string, isEnded: boolean): number
}

export interface SettledRun {
  readonly live: number
  readonly found: readonly Span[]
}

/** A stretch of text in UTF-16 units; `end` is the first unit after it. */
export interface Span {
  readonly start: number
  readonly end: number
}
