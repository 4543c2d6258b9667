// Longer than most: scheme, host and end of an address are read in one go, by one reader.
import { isBelow, type UrlAllowList } from './url-allow-list.ts'
import {
  createUrlReader,
  isDigit,
  isDot,
  isHostSign,
  isLetter,
  isSchemeSign,
  isWide,
  kindOf,
  lineSigns,
  longestUrl,
} from './url-reader.ts'

/** Where an address may stand: in prose, in HTML or quotes, or as a destination of Markdown. */
export type UrlPlace = 'text' | 'attribute' | 'definition' | 'link' | 'picture'

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

const none: Weighed = { verdict: 'none', start: 0, end: 0 }
const open: Weighed = { verdict: 'open', start: 0, end: 0 }

const textWords = ['https', 'ftp', 'www']
const activeWords = ['javascript', 'vbscript', 'data']
// One more than `https` has: what is cut is none of them.
const longestWord = 6
const longestScheme = 32
const longestLabel = 63
const longestName = 253
const noTrust: UrlTrust = { list: undefined, schemes: [], relative: false, dataImages: false }

/**
 * Weighs what begins at a place of a text. An address is trusted in its plainest form alone, `https://host:port/path`. What
 * browsers take for such a form besides, or two programs may read in two ways, is refused wherever it leads.
 */
export function createUrlScale(
  text: string,
  isOpen: boolean,
): (from: number, place: UrlPlace, trust: UrlTrust) => Weighed {
  const reader = createUrlReader(text, isOpen)
  let place: UrlPlace = 'text'
  let trust = noTrust
  let origin = 0
  let start = 0
  let isAngled = false
  let isQuoted = false

  return (from, where, trusted) => {
    origin = from
    place = where
    trust = trusted
    const inText = place === 'text'
    const inAttribute = place === 'attribute'
    reader.escapes = !inAttribute
    isQuoted = inAttribute && (text[from - 1] === '"' || text[from - 1] === "'")
    reader.skips = isQuoted ? lineSigns : ''
    reader.begin(from)
    if (!inText) skipBlanks()
    isAngled = reader.code === 0x3c && !inText && !inAttribute
    if (isAngled) {
      // No address in angle brackets goes on on the next line.
      reader.skips = '\t'
      reader.next()
      skipBlanks()
    }
    start = reader.from
    if (reader.code < 0) {
      if (reader.mayGrow) return open
      // So much white space hides something.
      const isHidden = reader.limit === from + longestUrl && !inAttribute
      return isHidden ? { verdict: 'refused', start: from, end: start } : none
    }

    const scheme =
      kindOf(reader.code) === isLetter
        ? reader.word(inText ? isLetter : isLetter | isDigit | isSchemeSign, inText ? longestWord : longestScheme)
        : ''
    if (reader.code < 0 && reader.mayGrow) {
      const words = inText ? textWords : inAttribute ? activeWords : [scheme]
      return words.some((word) => word.startsWith(scheme)) ? open : none
    }
    if (scheme === 'www' && inText && is('.')) return withHost('http', 'www', true, true)
    const isHttp = scheme === 'http' || scheme === 'https'
    if (inText && !isHttp && scheme !== 'ftp') return none
    if (scheme !== '') {
      if (!is(':')) return withoutHost()
      reader.next()
      if (inAttribute || (!isHttp && !inText)) return withOtherScheme(scheme)
    }
    let slashes = 0
    let isPlain = true
    for (; reader.code === 0x2f || reader.code === 0x5c; reader.next()) {
      slashes++
      isPlain &&= reader.code === 0x2f
    }
    if (reader.code < 0 && reader.mayGrow) return open
    if (slashes < 2 && !isHttp) return withoutHost()
    return withHost(scheme || 'https', '', isPlain && slashes === 2, slashes === 0)
  }

  function skipBlanks(): void {
    while (reader.code >= 0 && reader.code <= 0x20) reader.next()
  }

  function is(signs: string): boolean {
    return reader.code >= 0 && signs.includes(String.fromCharCode(reader.code))
  }

  function isLink(): boolean {
    return place === 'link' || place === 'picture'
  }

  function withoutHost(): Weighed {
    const isNowhere = reader.from === start && is('#)>')
    return isLink() && !trust.relative && !isNowhere ? refuse(start) : none
  }

  /** What is read is what follows the colon. */
  function withOtherScheme(scheme: string): Weighed {
    const isActive = activeWords.includes(scheme)
    if (place === 'attribute' && !isActive) return none
    if (scheme === 'data' && place !== 'link') {
      const type = reader.word(isLetter, longestScheme)
      if (type === 'image' && is('/') && trust.dataImages) return { verdict: 'kept', start, end: reader.from }
      // Without a type it is plain text, or no address at all: `(data:string)`.
      if (place === 'attribute' && reader.code >= 0 && !is('/')) return none
    }
    if (reader.code < 0) return reader.mayGrow ? open : none
    if (!isActive && (trust.schemes.includes(scheme) || scheme.length === 1)) return none
    if (!isActive && place === 'definition' && !is('/')) return none
    // C++ has `](std::string`, and prose goes on after a space.
    return is(':)>"\'') || (reader.code <= 0x20 && !isAngled) ? none : refuse(start)
  }

  /** What is read is the first of the host, or what follows what is known of it. */
  function withHost(scheme: string, known: string, isPlain: boolean, needsDot: boolean): Weighed {
    const inText = place === 'text'
    // In prose Chinese may follow at once, unless the name begins with it.
    const wide = !inText || (known === '' && kindOf(reader.code) === isWide) ? isWide : 0
    let name = known + reader.word(isLetter | isDigit | isHostSign | isDot | wide, longestName)
    if (wide !== 0) name = name.replaceAll('。', '.').replaceAll('｡', '.')
    // A sentence may end here, or emphasis. No host ends so.
    let length = name.length
    while (length > 0 && '._。｡'.includes(name.charAt(length - 1))) length--
    name = name.slice(0, length)
    const isColon = is(':')
    if (isColon) reader.next()
    const port = isColon ? reader.word(isDigit, longestScheme) : ''
    if (reader.code < 0 && reader.mayGrow) return open
    const isDotted = name.indexOf('.') > 0
    if (place === 'attribute' && !isDotted && !(Number(name) > 0xffff)) return none
    // Before a sign that may begin a host there is one for browsers, though an odd one. `https://${host}` is code.
    if (name === '' && (reader.code <= 0x20 || reader.code > 0x7f || is(isLink() ? ')>' : '"\'`$(){}<>[]^|#?,')))
      return none
    if (inText && needsDot && !(isDotted && kindOf(name.charCodeAt(name.length - 1)) === isLetter)) return none
    if (trust.list === undefined) return place === 'picture' ? keepAll() : { verdict: 'kept', start, end: reader.from }

    const from = reader.from
    const host = port === '' || port === (scheme === 'http' ? '80' : '443') ? name : `${name}:${port}`
    const paths = isPlain && trust.schemes.includes(scheme) ? trust.list.pathsFor(scheme, host) : undefined
    if (paths === undefined) {
      const refused = refuse(from)
      return name === '' && refused.verdict === 'refused' && refused.end <= from ? none : refused
    }
    const isLoose = isColon && port === ''
    const isEnd = inText ? endsInText(isLoose) : !isLoose && endsInPlace()
    if (isEnd === undefined) return open
    if (!isEnd) return refuse(reader.from)
    return paths.includes('') ? { verdict: 'kept', start, end: from } : withPath(paths, from)
  }

  /** Whether a host may end at what is read. */
  function endsInPlace(): boolean {
    return reader.code <= 0x20 || is(place === 'attribute' ? '/?#"\'>)' : isAngled ? '/?#>' : '/?#)')
  }

  /**
   * Whether a host has ended for all who make links of prose. Many take all up to the next space for the address, and browsers
   * all up to a slash for the host: `https://example.com，x.evil.com`. `undefined` while that is not known.
   */
  function endsInText(isColon: boolean): boolean | undefined {
    let isOver = isColon
    let isName = true
    let wasName = false
    let letters = 0
    for (let count = 0; count < longestLabel; count++, reader.next()) {
      const { code } = reader
      if (code < 0 && reader.mayGrow) return undefined
      const kind = kindOf(code)
      const isLabel = (kind & (isLetter | isDigit | isWide)) !== 0 || code === 0x2d
      if (!isLabel && !isOver && wasName && letters > 1) return false
      if (code <= 0x20 || is('/\\?#<>[]^|')) return true
      if (is('@') || (is('%') && Number.parseInt(text.charAt(reader.at), 16) >= 0)) return false
      if (is(':')) isOver = true
      if (isLabel) {
        letters++
        wasName &&= kind === isLetter
      } else {
        wasName = (kind & isDot) !== 0 && isName
        isName = (kind & isDot) !== 0
        letters = 0
      }
    }
    return !wasName
  }

  function withPath(paths: readonly string[], from: number): Weighed {
    const end = endOf(from)
    if (end === undefined) return open
    let rest = ''
    for (reader.begin(from); reader.code >= 0 && reader.from < end; reader.next())
      rest += String.fromCodePoint(reader.code)
    const pathname = rest[0] === '/' ? new URL(`https://host${rest}`).pathname : '/'
    return { verdict: isBelow(paths, pathname) ? 'kept' : 'refused', start, end }
  }

  function keepAll(): Weighed {
    const end = endOf(start)
    return end === undefined ? open : { verdict: 'kept', start, end }
  }

  function refuse(at: number): Weighed {
    const end = endOf(at)
    return end === undefined ? open : { verdict: 'refused', start, end }
  }

  /** Where an address ends that reaches up to a place at least; `undefined` if more may come. */
  function endOf(at: number): number | undefined {
    const { limit, mayGrow } = reader
    const end = place === 'text' ? endOfText(at, limit) : endOfPlace(at, limit)
    if (end >= limit && mayGrow) return undefined
    return place === 'text' ? withoutSigns(end) : Math.min(end, limit)
  }

  function endOfText(at: number, limit: number): number {
    for (let end = at; end < limit; end++) {
      const code = text.charCodeAt(end)
      if (code <= 0x20 || '<>"[]^|`'.includes(text.charAt(end))) return end
      // A Chinese full stop is a dot where another label follows.
      const follower = end + 1 < limit ? text.charCodeAt(end + 1) : 0x30
      const isInside = (kindOf(code) & isDot) !== 0 && (kindOf(follower) & (isLetter | isDigit)) !== 0
      if (code > 0x7f && !isInside) return end
    }
    return limit
  }

  function endOfPlace(at: number, limit: number): number {
    const inAttribute = place === 'attribute'
    const opener = text.charAt(origin - 1)
    const closer = isQuoted ? opener : isAngled || (inAttribute && opener !== '(') ? '>' : ')'
    let depth = 0
    let end = inAttribute ? at : start
    for (; end < limit; end++) {
      const sign = text.charAt(end)
      if (!isQuoted && (sign === '\n' || (sign <= ' ' && !isAngled))) break
      if (sign === '(') depth++
      if (sign === closer && (closer !== ')' || --depth < 0)) break
      if (sign === '\\' && !inAttribute) end++
    }
    return end
  }

  /** Takes from the end of an address in prose what belongs to the sentence. */
  function withoutSigns(end: number): number {
    let depth = 0
    for (let place = start; place < end; place++) depth += text[place] === '(' ? 1 : text[place] === ')' ? -1 : 0
    let last = end
    for (; last > start; last--) {
      const sign = text.charAt(last - 1)
      if (!"?!.,:;*_~'(){}。｡".includes(sign) || (sign === ')' && depth >= 0)) break
      depth += sign === '(' ? -1 : sign === ')' ? 1 : 0
    }
    return last
  }
}
