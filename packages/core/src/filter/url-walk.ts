// Longer than most: what brackets, tags and addresses of one walk share would have to be handed around otherwise.
import type { Span } from './detector.ts'
import { hidesBracket } from './url-description.ts'
import { afterBlanks, afterPicture } from './url-end.ts'
import { isDigit, isLetter, kindOf, longestUrl } from './url-reader.ts'
import { createUrlScale } from './url-scale.ts'
import type { UrlPlace, UrlTrust } from './url-trust.ts'

/** What is trusted where. */
export interface UrlTrusts {
  readonly link: UrlTrust
  readonly picture: UrlTrust
  /** Whether not the same is trusted of links and of pictures. What may be either has to pass for both then. */
  readonly isApart: boolean
}

/** How far the brackets around a picture's description may be apart, in UTF-16 units. */
const longestDescription = 512

// Elements that load something unasked.
const loaders =
  'img image picture source video audio track iframe frame embed object input link script body table td th use'
const loaderNames = /* @__PURE__ */ loaders.split(' ')

/** Finds the addresses in a text that are not trusted. Gives from where something is unfinished, else the text's length. */
export function walkUrls(
  text: string,
  before: string,
  after: string,
  isOpen: boolean,
  found: Span[],
  trusts: UrlTrusts,
): number {
  // Most pieces of a stream end here.
  const first = nextSign(text, before, 0, trusts)
  return first === text.length ? first : walkFrom(first, text, before, after, isOpen, found, trusts)
}

const bang = 0x21
const openingBracket = 0x5b
const closingBracket = 0x5d
const less = 0x3c
const equals = 0x3d
const comma = 0x2c

// Kinds of signs: before what a browser runs or loads, the first letters of `http`, `ftp` and `www`, and all others that matter.
const isBefore = 1
const isFirst = 2
const isOther = 3
const signs = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code)
  return '"\'=(<,'.includes(sign) ? isBefore : 'hHfFwW'.includes(sign) ? isFirst : '[]!&'.includes(sign) ? isOther : 0
})

/** Where something may begin next. Most signs mean nothing: to see that is cheap here. */
function nextSign(text: string, before: string, from: number, { link, isApart }: UrlTrusts): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 0x80 ? signs[code] : 0
    if (kind === 0) continue
    let next = at + 1
    if (kind === isBefore) {
      if (code === less && isApart) return at
      next = afterBlanks(text, next, next + longestUrl)
      if (next > at + longestUrl || next === text.length || followers(code).includes(text.charAt(next))) return at
    } else if (kind === isOther) {
      const follower = code === bang ? '[' : code === openingBracket || code === closingBracket ? '' : '#'
      if (next === text.length || follower === '' || text[next] === follower) return at
    } else if (link.list !== undefined && (next === text.length || 'tTwW&\\'.includes(text.charAt(next)))) {
      // Some make links of `http` within a word, too.
      const previous = at > 0 ? text.charCodeAt(at - 1) : before.charCodeAt(0)
      if (text.charAt(at) === 'h' || text.charAt(at) === 'H' || (kindOf(previous) & (isLetter | isDigit)) === 0)
        return at
    }
  }
  return text.length
}

/** What counts after a sign and white space. */
function followers(code: number): string {
  if (code === comma) return '/\\&'
  return code === equals ? 'jJvVdDhH/\\&"\'' : code === less ? 'jJvVdDhH/\\&' : 'jJvVdD/\\&'
}

function walkFrom(
  first: number,
  text: string,
  before: string,
  after: string,
  isOpen: boolean,
  found: Span[],
  trusts: UrlTrusts,
): number {
  const { link, picture, isApart } = trusts
  const weigh = createUrlScale(text + after, before, isOpen, !isOpen && after !== '')
  // A picture that cannot be followed to its end is taken its beginning, where links would let the rest pass.
  const stopsPictures = isApart && picture.list !== undefined
  /** Where the pictures begin whose brackets are open; -1 for other brackets. */
  const brackets: number[] = []
  const pictures: number[] = []
  let late = 0

  for (let at = first; at < text.length; at = nextSign(text, before, at, trusts)) {
    stopLate(at)
    const goOn = next(at)
    if (goOn < 0) {
      sortOut()
      return Math.min(at, pictures[late] ?? at)
    }
    at = goOn
  }
  // A text is never cut after the beginning of a picture, unless that is too long ago.
  stopLate(!isOpen && after !== '' ? Number.POSITIVE_INFINITY : text.length)
  sortOut()
  return pictures[late] ?? text.length

  /** Puts what is found in order, without what lies within a picture that is found. */
  function sortOut(): void {
    let last = 0
    for (const { start, end } of found.splice(0).sort((one, other) => one.start - other.start)) {
      if (end > last) found.push({ start: Math.max(start, last), end })
      last = Math.max(last, end)
    }
  }

  /** Lets go of pictures whose description has grown too long. */
  function stopLate(at: number): void {
    for (let first = pictures[late]; first !== undefined && at - first > longestDescription; first = pictures[++late])
      stop(first, 2)
  }

  /** Where to go on after what stands at a place, -1 if that is not known yet. */
  function next(at: number): number {
    switch (text.charCodeAt(at)) {
      case bang:
        return isOpen && at + 1 === text.length ? -1 : at + 1
      case openingBracket: {
        const isPicture = at > 0 && text.charCodeAt(at - 1) === bang && (isApart || !followsWord(at - 1))
        brackets.push(isPicture ? at - 1 : -1)
        if (isPicture) pictures.push(at - 1)
        return at + 1
      }
      case closingBracket:
        return afterBracket(at)
      case less:
        return (isApart && afterTag(at)) || afterAddress(at + 1, 'attribute')
      case equals: {
        const start = afterBlanks(text, at + 1, at + 1 + longestUrl)
        return afterAddress(text[start] === '"' || text[start] === "'" ? start + 1 : at + 1, 'value')
      }
      default:
        if (text[at] === '&' && link.list === undefined) return at + 1
        return signs[text.charCodeAt(at)] === isBefore ? afterAddress(at + 1, 'attribute') : afterAddress(at, 'text')
    }
  }

  function afterAddress(from: number, place: UrlPlace, trust = link): number {
    const { verdict, start, end } = weigh(from, place, trust)
    if (verdict === 'open') return -1
    if (verdict === 'refused') return find(start, end)
    return verdict === 'kept' ? end : from + (place === 'text' ? 1 : 0)
  }

  function afterBracket(at: number): number {
    const opener = brackets.pop() ?? -1
    const isPicture = pictures.length > late && opener === pictures[pictures.length - 1]
    if (isOpen && at + 1 === text.length) return -1
    const hides = isPicture && stopsPictures && hidesBracket(text.slice(opener, at))
    const sign = text[at + 1]
    if (sign === '(' && isPicture) {
      const { verdict, end } = weigh(at + 2, 'picture', picture)
      const isRefused = verdict === 'refused' || hides
      const close = isRefused ? afterPicture(text, isOpen, Math.max(end, at + 2), at + 2 + longestUrl) : 0
      if (verdict === 'open' || close < 0) return -1
      pictures.pop()
      if (isRefused) return find(opener, close)
      return verdict === 'kept' ? end : at + 2
    }
    if (isPicture) pictures.pop()
    const next = afterClosed(at)
    // Until more is known it counts as open.
    if (isPicture && next < 0) pictures.push(opener)
    else if (hides) stop(opener, 2)
    return next
  }

  /** Where to go on after a bracket that closes no picture. */
  function afterClosed(at: number): number {
    const sign = text[at + 1]
    if (sign === '(') {
      // Within a description no link is one.
      const isInPicture = isApart && pictures.length > late
      return afterAddress(at + 2, isInPicture ? 'picture' : 'link', isInPicture ? picture : link)
    }
    if (sign !== ':') return at + 1
    if (isApart) {
      const { verdict, start, end } = weigh(at + 2, 'definition', picture)
      if (verdict === 'open') return -1
      if (verdict === 'refused') return find(start, end)
    }
    return afterAddress(at + 2, 'definition')
  }

  /** Elements are pictures, too, as far as they load something. Gives 0 for those that do not. */
  function afterTag(at: number): number {
    let end = at + 1
    while (kindOf(text.charCodeAt(end)) === isLetter && end - at < 8) end++
    const name = text.slice(at + 1, end).toLowerCase()
    if (isOpen && end === text.length && loaderNames.some((loader) => loader.startsWith(name))) return -1
    if (!loaderNames.includes(name) || !(text.charCodeAt(end) <= 0x20 || '/>'.includes(text[end] ?? '?'))) return 0
    const nameEnd = end
    const limit = Math.min(text.length, at + longestUrl)
    while (end < limit && text[end] !== '>' && text[end] !== '<') end++
    if (isOpen && end === text.length && end < at + longestUrl) return -1
    if (end === limit || text[end] !== '>') {
      stop(at, nameEnd - at)
      return nameEnd
    }
    const inside: Span[] = []
    walkUrls(text.slice(at + 1, end), '<', '', false, inside, { link: picture, picture, isApart: false })
    return inside.length > 0 ? find(at, end + 1) : end + 1
  }

  /** Code has `vec![`, of which nothing is held back where a link would be refused as well. */
  function followsWord(at: number): boolean {
    const previous = at > 0 ? text.charCodeAt(at - 1) : before.charCodeAt(0)
    return (kindOf(previous) & (isLetter | isDigit)) !== 0
  }

  function stop(start: number, length: number): void {
    if (stopsPictures) found.push({ start, end: start + length })
  }

  function find(start: number, end: number): number {
    if (end > start) found.push({ start, end })
    return Math.max(start, end)
  }
}
