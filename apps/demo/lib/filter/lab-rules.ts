import type { FilterAction } from '@sluice/core'

/** What may become of a term, the strongest first. */
export const actions = ['block', 'redact', 'replace', 'review', 'flag'] as const satisfies readonly FilterAction[]

/** In which ways a term may be disguised beyond those that are always seen through. */
export const disguises = ['traditional', 'pinyin', 'inserted', 'leet', 'repeats'] as const
export type Disguise = (typeof disguises)[number]

/** What else is looked for. */
export const detectorNames = ['personalData', 'secrets', 'urls'] as const
export type DetectorName = (typeof detectorNames)[number]

/** Fields of a line each. */
export const lineFields = ['terms', 'allow', 'hosts'] as const
export type LineField = (typeof lineFields)[number]

/** The rules of the page, as they are typed and switched. */
export interface LabRules {
  readonly lines: Readonly<Record<LineField, string>>
  readonly action: FilterAction
  /** What stands in the place of a term; empty for the usual words. */
  readonly replaceWith: string
  readonly isWholeWord: boolean
  readonly disguises: Readonly<Record<Disguise, boolean>>
  readonly detectors: Readonly<Record<DetectorName, boolean>>
}

export const defaultRules: LabRules = {
  lines: {
    terms: '放贷\n假钞\n走私\nopium\ncasino',
    allow: '打击走私\nCasino Royale',
    hosts: 'example.com\n*.example.org',
  },
  action: 'redact',
  replaceWith: '',
  isWholeWord: true,
  disguises: { traditional: true, pinyin: false, inserted: false, leet: false, repeats: false },
  detectors: { personalData: true, secrets: true, urls: true },
}

/** The lines of a field that say something. */
export function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || [])
}
