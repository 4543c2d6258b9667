import type { Detector } from './detector.ts'

/** What becomes of what a rule finds, the strongest first. */
export const filterActions = ['block', 'redact', 'replace', 'review', 'flag'] as const

/**
 * `block` ends the answer or refuses the prompt, `redact` masks, `replace` puts another text in its place. `review` and `flag`
 * change nothing: the one asks for somebody to look at it, the other only counts.
 */
export type FilterAction = (typeof filterActions)[number]

/** How bad it is, the least first. */
export const filterSeverities = ['low', 'medium', 'high'] as const

/** The texts of a call: whose message in a prompt, and which part of an answer. */
export const filterChannels = ['user', 'assistant', 'tool', 'text', 'reasoning', 'tool-call', 'source'] as const

export type FilterChannel = (typeof filterChannels)[number]

/** What to find, and what becomes of it. */
export interface FilterRule {
  /** Names the rule in reports; unique within a filter. */
  readonly id: string
  /** Words and phrases to find. Either these or a detector. */
  readonly terms?: readonly string[] | undefined
  readonly detector?: Detector | undefined
  /** Groups rules, such as `violence`. @default the rule's id */
  readonly category?: string | undefined
  /** How bad it is, for reports. @default 'medium' */
  readonly severity?: (typeof filterSeverities)[number] | undefined
  /** @default 'replace' with a `replaceWith`, else 'redact' */
  readonly action?: FilterAction | undefined
  /** What is shown instead. @default █ for each character */
  readonly replaceWith?: string | undefined
  /**
   * The model is given a numbered placeholder of this name, such as `<EMAIL_1>`, and the user sees the value again where the
   * answer quotes it. For rules on prompts that redact or replace. @default none
   */
  readonly placeholder?: string | undefined
  /** Which texts of calls it is for. Where a filter is used by itself it is for all. @default all */
  readonly channels?: readonly FilterChannel[] | undefined
  /** Whether terms of letters match whole words only. Scripts without spaces know no words. @default true */
  readonly wholeWord?: boolean | undefined
  /** What becomes of something unfinished that has grown too long to be held back, for detectors. Terms are let go. @default 'redact' */
  readonly overflow?: 'redact' | 'release' | undefined
}
