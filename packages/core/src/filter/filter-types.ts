import type { Cut } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterAction, FilterChannel, FilterRule } from './filter-rule.ts'
import type { NormalizeOptions } from './normalize-options.ts'

export interface FilterOptions {
  readonly rules: readonly FilterRule[]
  /** Phrases in which nothing is found: a hit that lies within one does not count. @default none */
  readonly allow?: readonly string[] | undefined
  readonly normalize?: NormalizeOptions | undefined
  /** Categories whose hits block, whatever their rule says. @default none */
  readonly blockCategories?: readonly string[] | undefined
  /** How much of a stream an unfinished term may hold back, in UTF-16 units. @default 256 */
  readonly maxHold?: number | undefined
}

/** Finds what its rules name, in texts and in streams alike. */
export interface Filter {
  /** What is in a text. */
  scan(text: string): FilterResult
  /** A filter for a text that comes in pieces. It keeps the rules that it begins with. */
  stream(options?: FilterStreamOptions): FilterStream
  /** The same for streams of text. After a hit that blocks nothing more comes out. */
  transform(options?: FilterStreamOptions): TransformStream<string, string>
  /** For texts that are written in another way than they are read, such as strings in JSON: says what to change where. */
  scanner(onHit?: (hit: FilterHit) => void, channel?: FilterChannel): FilterScanner
  /** What opens scanners by the rules of now, whatever they are when it does: for texts that belong together. */
  scanners(): (onHit?: (hit: FilterHit) => void, channel?: FilterChannel) => FilterScanner
  /** Takes other rules from now on, all at once. If they make no sense, the old ones stay. */
  update(options: FilterOptions): void
}

export interface FilterResult {
  /** The strongest action of all hits; `undefined` without any. */
  readonly action: FilterAction | undefined
  /** The text with everything masked or replaced that a rule wants so; up to the first hit that blocks. */
  readonly text: string
  /** In the order of their starts. */
  readonly hits: readonly FilterHit[]
}

export interface FilterStreamOptions {
  /** Told of each hit as soon as it is certain. */
  readonly onHit?: ((hit: FilterHit) => void) | undefined
  /** Holds the first so many UTF-16 units back until more have come, so that an early refusal shows nothing. 65,536 at most. @default 0 */
  readonly minPrefix?: number | undefined
}

/** A text in pieces on its way through a filter. */
export interface FilterStream {
  /** Takes the next piece and gives what is certain. */
  push(text: string): string
  /** The rest, when the text is over. The stream can be used for another text then. */
  flush(): string
  /** The strongest action so far. After `block` nothing comes out any more. */
  action(): FilterAction | undefined
  /** How much is held back, in UTF-16 units. */
  held(): number
}

/** A text in pieces that is looked through, and not changed. */
export interface FilterScanner {
  /** Takes the next piece. */
  push(text: string): Cut
  /** Decides the rest, when the text is over. Another text may follow. */
  flush(): Cut
}
