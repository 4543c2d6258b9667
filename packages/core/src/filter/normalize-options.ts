/** What counts as the same when terms are looked for. Width, case, look-alikes of Latin letters and accents always do. */
export interface NormalizeOptions {
  /** Characters that stand for others: `traditional` from `@sluice/core/traditional` for one. @default none */
  readonly variants?: readonly CharacterPairs[] | undefined
  /** Whether invisible characters, emoji and punctuation within a term are passed over, and spaces between Chinese characters. @default true */
  readonly skip?: boolean | undefined
  /** Whether digits and signs stand for the letters they look like: `0p1um`. @default false */
  readonly leet?: boolean | undefined
  /** Whether repeated letters count once: `ooopium`. @default false */
  readonly repeats?: boolean | undefined
  /** Whether single letters and digits between Chinese characters are passed over. @default false */
  readonly inserted?: boolean | undefined
  /** Finds Chinese terms in Latin spelling, too, whole or in part: `pinyin` from `@sluice/core/pinyin`. @default not */
  readonly pinyin?: ((character: string) => string | undefined) | undefined
}

/** Characters, and what each of them stands for: two texts of the same length, one UTF-16 unit for each character. */
export interface CharacterPairs {
  readonly from: string
  readonly to: string
}
