import type { UrlAllowList } from './url-allow-list.ts'

/** Where an address may stand: in prose, behind a bracket or a quote, as the value of an attribute, or as a destination of Markdown. */
export type UrlPlace = 'text' | 'attribute' | 'value' | 'definition' | 'link' | 'picture'

/** What is trusted in one kind of place. */
export interface UrlTrust {
  /** `undefined` where every host will do. */
  readonly list: UrlAllowList | undefined
  readonly schemes: readonly string[]
  readonly relative: boolean
  readonly dataImages: boolean
}

/** What an address comes to. */
export interface Weighed {
  readonly verdict: 'open' | 'none' | 'kept' | 'refused'
  readonly start: number
  /** From where to go on. */
  readonly end: number
}
