// Longer than other files: all that a filter has to know of terms, written a second time and in another way.
import { type FilterAction, type FilterRule, filterActions } from '../filter-rule.ts'

/** What a filter should find and give, worked out from the rules by the shortest way: every term is tried at every place. */
export interface PlainFilter {
  readonly rules: readonly FilterRule[]
  readonly allow: readonly string[]
  readonly maxHold: number
  readonly skip: boolean
}

export interface PlainHit {
  readonly ruleId: string
  readonly action: FilterAction
  readonly start: number
  readonly end: number
}

type Kind = 'latin' | 'han' | 'stop' | 'joiner' | 'pause' | 'space' | 'invisible' | 'mark' | 'none'

/** The characters that texts are made of here: what they count as, and which letters they stand for. */
export const characters: Readonly<Record<string, readonly [kind: Kind, letters?: string]>> = {
  a: ['latin', 'a'],
  A: ['latin', 'a'],
  ａ: ['latin', 'a'],
  а: ['latin', 'a'],
  á: ['latin', 'a'],
  𝐚: ['latin', 'a'],
  b: ['latin', 'b'],
  f: ['latin', 'f'],
  ﬀ: ['latin', 'ff'],
  // No term has it.
  z: ['latin', 'z'],
  '7': ['latin', '7'],
  放: ['han', '放'],
  贷: ['han', '贷'],
  貸: ['han', '贷'],
  款: ['han', '款'],
  水: ['han', '水'],
  '。': ['stop'],
  '\n': ['stop'],
  '-': ['joiner'],
  _: ['joiner'],
  '💰': ['joiner'],
  '👩': ['joiner'],
  '、': ['pause'],
  ' ': ['space'],
  '\u3000': ['space'],
  '\u200b': ['invisible'],
  '\u200d': ['invisible'],
  '\0': ['invisible'],
  '\u0301': ['mark'],
  '\ufe0f': ['mark'],
  // Halves of characters.
  '\ud83d': ['none'],
  '\udcb0': ['none'],
}

interface Token {
  readonly kind: Kind
  readonly letter: string
  readonly sign: string
  readonly start: number
  readonly end: number
}

interface PlainTerm {
  readonly letters: readonly string[]
  /** Before which letters something has to stand. */
  readonly gaps: ReadonlySet<number>
  readonly rule: FilterRule | undefined
}

/** A term at a place: found, to be found yet, or neither. */
interface Attempt {
  readonly state: 'found' | 'waits' | 'open'
  readonly start: number
  readonly end: number
  /** The token of its last letter. */
  readonly last: number
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const sign of text) {
    const [kind, letters = ''] = characters[sign] ?? ['none']
    const place = { kind, sign, start: at, end: at + sign.length }
    if (letters === '') tokens.push({ ...place, letter: '' })
    else for (const letter of letters) tokens.push({ ...place, letter })
    at += sign.length
  }
  return tokens
}

/** All hits, as they are reported: the longest of each rule at each end, but for those within what is allowed. */
export function hitsOf(filter: PlainFilter, text: string): PlainHit[] {
  const tokens = tokensOf(text)
  const terms = termsOf(filter)
  const longest = new Map<string, { rule: FilterRule | undefined; start: number; end: number; last: number }>()
  for (const term of terms) {
    for (let first = 0; first < tokens.length; first++) {
      const attempt = attemptAt(filter, term, tokens, first)
      if (attempt === undefined || attempt.state === 'open') continue
      const key = `${term.rule?.id} ${attempt.last}`
      const known = longest.get(key)
      if (known === undefined || attempt.start < known.start) longest.set(key, { rule: term.rule, ...attempt })
    }
  }
  const all = [...longest.values()]
  const allowed = all.filter(({ rule }) => rule === undefined)
  const hits = all.flatMap(({ rule, start, end }) => {
    const isAllowed = allowed.some((phrase) => phrase.start <= start && end <= phrase.end)
    return rule === undefined || isAllowed ? [] : [{ rule, start, end }]
  })
  hits.sort((a, b) => a.start - b.start || b.end - a.end || filter.rules.indexOf(a.rule) - filter.rules.indexOf(b.rule))
  const blocking = hits.findIndex(({ rule }) => actionOf(rule) === 'block')
  const last = blocking < 0 ? hits.length : blocking + 1
  return hits.slice(0, last).map(({ rule, start, end }) => ({ ruleId: rule.id, action: actionOf(rule), start, end }))
}

/** What the text becomes. */
export function textOf({ rules, maxHold }: PlainFilter, text: string, hits: readonly PlainHit[]): string {
  const stretches = stretchesOf(hits, maxHold)
  // What blocks stands in the last one, and nothing of that is shown.
  const blocked = hits.at(-1)?.action === 'block' ? stretches.pop() : undefined
  let result = ''
  let at = 0
  for (const { start, end, ruleId } of stretches) {
    const rule = rules.find(({ id }) => id === ruleId)
    result += text.slice(at, start) + (rule?.replaceWith ?? '█'.repeat(Array.from(text.slice(start, end)).length))
    at = end
  }
  return result + text.slice(at, blocked?.start)
}

/** Hits that change something, merged where they overlap, and cut where that gets too long. */
export function stretchesOf(hits: readonly PlainHit[], maxHold: number): PlainHit[] {
  const stretches: PlainHit[] = []
  for (const hit of hits) {
    if (hit.action === 'flag' || hit.action === 'review') continue
    const last = stretches.at(-1)
    if (last === undefined || hit.start >= last.end) {
      stretches.push(hit)
    } else if (hit.end <= last.end || hit.end - last.start <= maxHold) {
      const stronger = filterActions.indexOf(hit.action) < filterActions.indexOf(last.action) ? hit : last
      stretches.splice(-1, 1, { ...stronger, start: last.start, end: Math.max(last.end, hit.end) })
    } else stretches.push({ ...hit, start: last.end })
  }
  return stretches
}

/** Where the earliest thing begins in what has come so far that may yet become a hit or an allowed phrase; its end if there is none. */
export function liveOf(filter: PlainFilter, text: string): number {
  const tokens = tokensOf(text)
  const last = text.charCodeAt(text.length - 1)
  // The other half may be to come.
  if (last >= 0xd800 && last < 0xdc00) tokens.pop()
  let earliest = tokens.at(-1)?.end ?? 0
  for (const term of termsOf(filter)) {
    for (let first = 0; first < tokens.length; first++) {
      const attempt = attemptAt(filter, term, tokens, first)
      if (attempt !== undefined && attempt.state !== 'found') earliest = Math.min(earliest, attempt.start)
    }
  }
  return earliest
}

function actionOf({ action, replaceWith }: FilterRule): FilterAction {
  return action ?? (replaceWith === undefined ? 'redact' : 'replace')
}

function termsOf({ rules, allow }: PlainFilter): PlainTerm[] {
  const read = (rule: FilterRule | undefined) => (text: string) => {
    const letters: string[] = []
    const gaps = new Set<number>()
    for (const { letter } of tokensOf(text)) {
      if (letter === '') gaps.add(letters.length)
      else letters.push(letter)
    }
    return { letters, gaps, rule }
  }
  return [...rules.flatMap((rule) => (rule.terms ?? []).map(read(rule))), ...allow.map(read(undefined))]
}

/** What is before the first and after the last. */
const edge: Token = { kind: 'none', letter: '', sign: '', start: 0, end: 0 }
const isSkipped = ({ kind }: Token) => kind === 'invisible' || kind === 'mark'
const isLetter = ({ kind }: Token) => kind === 'latin' || kind === 'han'

function attemptAt(
  filter: PlainFilter,
  { letters, gaps, rule }: PlainTerm,
  tokens: readonly Token[],
  first: number,
): Attempt | undefined {
  const { start = 0, letter, kind } = tokens[first] ?? {}
  if (letter !== letters[0]) return
  const isBound = rule !== undefined && rule.wholeWord !== false
  if (isBound && kind === 'latin' && isPrecededByWord(filter, tokens, first)) return

  let matched = 1
  let last = first
  let between: { kinds: Set<Kind>; visible: number; free: number } = { kinds: new Set(), visible: 0, free: 0 }
  const seen = { isTight: false, isTightWord: false, isSpacedWord: false, isPartedWord: false, isPaused: false }
  for (let at = first + 1; at < tokens.length && matched < letters.length; at++) {
    const token = tokens[at] ?? edge
    const before = tokens[at - 1] ?? edge
    if (isLetter(token)) {
      if (token.letter !== letters[matched] || !isEvenSoFar(between.kinds, token, tokens[last] ?? edge)) return
      matched++
      last = at
      between = { kinds: new Set(), visible: 0, free: 0 }
    } else {
      if (token.kind === 'stop' || token.kind === 'none') return
      const isMore = token.kind === 'space' ? before.kind === 'space' : before.sign === '\u200d'
      if (isSkipped(token) || isMore) between.free++
      else between.visible++
      if (between.visible > 8 || between.free > 64) return
      if (token.kind !== 'mark' && !(token.kind === 'invisible' && filter.skip)) between.kinds.add(token.kind)
    }
    if (matched < letters.length && token.end - start > filter.maxHold) return
  }
  if (matched < letters.length) return { state: 'open', start, end: start, last }
  if (seen.isSpacedWord && seen.isTightWord) return
  if (gaps.size === 0 && letters.length <= 3 && seen.isPartedWord && seen.isTightWord) return
  if (seen.isPaused && (seen.isTight || letters.length < 3)) return
  return ending()

  function isEvenSoFar(kinds: ReadonlySet<Kind>, token: Token, previous: Token): boolean {
    const isApart = kinds.size > 0
    if (gaps.has(matched)) return isApart
    const isWord = token.kind === 'latin' && previous.kind === 'latin'
    if (!isApart) {
      seen.isTight = true
      seen.isTightWord ||= isWord
      return true
    }
    seen.isPaused ||= kinds.has('pause')
    seen.isSpacedWord ||= isWord && kinds.has('space')
    seen.isPartedWord ||= isWord
    return filter.skip
  }

  /** Marks that follow belong to it, and a letter that follows may make it part of a word. */
  function ending(): Attempt | undefined {
    const final = tokens[last] ?? edge
    let { end } = final
    const mustEndWord = isBound && final.kind === 'latin'
    for (let at = last + 1; ; at++) {
      const token = tokens[at]
      if (token === undefined) return { state: 'waits', start, end, last }
      if (!isSkipped(token) || at - last > 64) {
        const isInside = mustEndWord && token.kind === 'latin'
        return isInside ? undefined : { state: 'found', start, end, last }
      }
      if (token.kind === 'mark' && token.start === end) end = token.end
    }
  }
}

function isPrecededByWord({ skip }: PlainFilter, tokens: readonly Token[], first: number): boolean {
  for (let at = first - 1; at >= 0; at--) {
    const token = tokens[at] ?? edge
    if (token.kind === 'mark' || (token.kind === 'invisible' && skip)) continue
    return token.kind === 'latin'
  }
  return false
}
