import { createFilter } from './create-filter.ts'
import type { Span } from './detector.ts'
import type { FilterHit } from './filter-hit.ts'
import { type InjectionPhrase, type InjectionSignalId, injectionPhrases } from './injection-phrases.ts'
import { type InjectionWord, injectionWords, keptWords } from './injection-words.ts'
import { findRoleMarkers } from './role-markers.ts'
import { findTemplateTokens } from './template-tokens.ts'

/** Something in a text that looks like an attempt to give the model other orders. */
export interface InjectionSignal {
  readonly id: InjectionSignalId
  /** Where in the text, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

export interface InjectionSignals {
  /** How much it looks like one: 0 is not at all, 1 is the most. From 0.5 on it is worth a closer look. */
  readonly score: number
  /** In the order of their starts; of one kind the first 32. */
  readonly signals: readonly InjectionSignal[]
}

/**
 * What in a text looks like an attempt to give the model other orders, in English and Chinese: a signal for logs and reviews,
 * and not a gate. Who knows the words avoids them, and who talks about such attempts uses them. What a model can be made to do
 * is limited by what it may do and what it gets to see, not by this.
 */
export function injectionSignals(text: string): InjectionSignals {
  const words = findWords(text)
  // Words lie within others: "jailbreak" in "jailbreak mode".
  const isAbout = words.some(({ word, end }, index) => word === 'about' && (words[index - 1]?.end ?? 0) < end)
  const signals: InjectionSignal[] = []
  const kinds = new Map<InjectionSignalId, { weight: number; count: number }>()
  const isKnown = (id: InjectionSignalId) => (kinds.get(id)?.count ?? 0) >= enough
  function add(id: InjectionSignalId, weight: number, { start, end }: Span): void {
    // Talk about attempts is full of them, mostly in quotation marks.
    const own = weight * (isAbout ? 0.5 : 1) * (isQuoted(text, start, end) ? 0.5 : 1)
    const kind = kinds.get(id) ?? { weight: 0, count: 0 }
    // Who says a thing ten times has not said ten things.
    kinds.set(id, { weight: Math.max(kind.weight, own), count: kind.count + 1 })
    signals.push({ id, start, end })
  }

  for (const [index, { word, start }] of words.entries()) {
    for (const { id, weight, then } of injectionPhrases[word] ?? []) {
      const end = isKnown(id) ? undefined : endOf(words, index, then)
      if (end === undefined) continue
      add(id, weight, { start, end })
      break
    }
  }
  for (const span of findTemplateTokens(text).slice(0, enough)) add('template-token', 0.45, span)
  for (const span of findRoleMarkers(text).slice(0, enough)) add('role-marker', 0.35, span)

  let doubt = 1
  for (const { weight } of kinds.values()) doubt *= 1 - weight
  return {
    score: Math.round((1 - doubt) * 100) / 100,
    signals: signals.sort((left, right) => left.start - right.start),
  }
}

/** How many of one kind are kept: more say nothing new. */
const enough = 32

interface Word extends Span {
  readonly word: InjectionWord
  /** Words with the same number stand in one sentence, each near the one before. */
  readonly group: number
}

/** How many words may stand between the first of a phrase and its end. */
const fewWords = 12

/** Where the phrase ends that begins at `index`; `undefined` if it is none. */
function endOf(words: readonly Word[], index: number, then: InjectionPhrase['then']): number | undefined {
  const first = words[index]
  if (first === undefined) return undefined
  let end = first.end
  let step = 0
  for (let next = index + 1; step < then.length && next <= index + fewWords; next++) {
    const word = words[next]
    if (word === undefined || word.group !== first.group) return undefined
    // What lies within a word does not follow it.
    if (word.start < end || !then[step]?.includes(word.word)) continue
    end = word.end
    step++
  }
  return step === then.length ? end : undefined
}

const opening = '"“‘「『《«`'
const closing = '"”’」』》»`'

/** Whether a quotation mark opens shortly before a place, and its other closes shortly after it. */
function isQuoted(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 40)
  return Array.from(opening).some((mark, index) => before.includes(mark) && after.includes(closing.charAt(index)))
}

/** Made for the first text that is looked at: most processes look at none. */
let find: ((text: string) => readonly FilterHit[]) | undefined

/** One scanner for all texts: most are so short that a new one would cost more than they do. */
function createFinder() {
  let hits: FilterHit[] = []
  const rules = Object.entries(injectionWords).map(([id, terms]) => {
    return { id, terms: terms.split('|'), action: 'flag' } as const
  })
  const scanner = createFilter({ rules, allow: keptWords.split('|') }).scanner((hit) => hits.push(hit))
  return (text: string): readonly FilterHit[] => {
    hits = []
    scanner.push(text)
    scanner.flush()
    return hits
  }
}

function findWords(text: string): readonly Word[] {
  find ??= createFinder()
  const words: Word[] = []
  const ends = new Map<InjectionWord, number>()
  let group = 0
  let reach = 0
  for (const { ruleId, start, end } of find(text)) {
    // Of a kind only the longest: "do not tell the user" has "not tell the user" in it.
    if (!isWord(ruleId) || end <= (ends.get(ruleId) ?? 0)) continue
    if (isApart(text, reach, start)) group++
    reach = Math.max(reach, end)
    ends.set(ruleId, end)
    words.push({ word: ruleId, start, end, group })
  }
  return words
}

function isWord(id: string): id is InjectionWord {
  return Object.hasOwn(injectionWords, id)
}

/** Words with more than this between them have little to do with each other, in UTF-16 units. */
const nearby = 40

/** Whether words are far from each other, or a sentence ends between them. */
function isApart(text: string, end: number, start: number): boolean {
  if (start - end > nearby) return true
  for (let index = end; index < start; index++) {
    if ('.!?;\n。！？；'.includes(text.charAt(index))) return true
  }
  return false
}
