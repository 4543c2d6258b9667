import type { EstimateOptions } from '../tokens/estimate.ts'

export interface CompressOptions extends EstimateOptions {
  /** Leaves out blanks and blank lines that say nothing. @default true */
  whiteSpace?: boolean | undefined
  /** Leaves out paragraphs and lines that have been said before: signatures, disclaimers, quoted mail. @default true */
  repeats?: boolean | undefined
  /** What is said again stays if it has fewer tokens. @default 24 */
  minRepeatTokens?: number | undefined
  /** What stands for what was said before; an empty text leaves it out. @default `[as above]`, in Chinese `[同上文]` */
  reference?: string | undefined
  /** Does this to instructions, too. @default false */
  system?: boolean | undefined
  /** Does this to what tools answered, too; JSON just loses the white space between its words. @default false */
  toolResults?: boolean | undefined
}

/** Checks the options for the function or policy that is named. */
export function checkCompress(options: CompressOptions, name: string): CompressOptions {
  const { minRepeatTokens = 24 } = options
  if (!(minRepeatTokens >= 1)) {
    throw new RangeError(`${name}: minRepeatTokens must be a number of at least 1, got ${minRepeatTokens}`)
  }
  return options
}
