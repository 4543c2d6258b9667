// Longer than most: scheme, host and end of an address are read in one go, by one reader.
import { isBelow } from './url-allow-list.ts'
import { closerOf, endInPlace, endInText, withoutSigns } from './url-end.ts'
import { beginsNoHost, endsHost, endsProse, endsValue, hidesHost, readName } from './url-host.ts'
import { createUrlReader, isDigit, isLetter, isSchemeSign, isWide, kindOf, lineSigns } from './url-reader.ts'
import { activeSchemes, weighScheme } from './url-scheme.ts'
import type { UrlPlace, UrlTrust, Weighed } from './url-trust.ts'

const none: Weighed = { verdict: 'none', start: 0, end: 0 }
const open: Weighed = { verdict: 'open', start: 0, end: 0 }

const textWords = ['https', 'ftp', 'www']
const valueWords = /* @__PURE__ */ [...activeSchemes, 'https']
// One more than `https` has: what is cut is none of them.
const longestWord = 6
const longestScheme = 32
const noTrust: UrlTrust = { list: undefined, schemes: [], relative: false, dataImages: false }

/**
 * Weighs what begins at a place of a text. An address is trusted in its plainest form alone, `https://host:port/path`. What
 * browsers take for such a form besides, or two programs may read in two ways, is refused wherever it leads.
 */
export function createUrlScale(
  text: string,
  before: string,
  isOpen: boolean,
  isCut: boolean,
): (from: number, place: UrlPlace, trust: UrlTrust) => Weighed {
  const reader = createUrlReader(text, isOpen, isCut)
  const { is } = reader
  let place: UrlPlace = 'text'
  let trust = noTrust
  let start = 0
  let isAngled = false
  let isQuoted = false
  let isWeb = false
  let opener = ''
  let closer = ''

  return (from, where, trusted) => {
    const weighed = weigh(from, where, trusted)
    const { verdict } = weighed
    const isDestination = !reader.escapes || place === 'text' ? false : verdict === 'none' || verdict === 'kept'
    return isDestination && reader.isTwofold ? refuse(reader.from) : weighed
  }

  function weigh(from: number, where: UrlPlace, trusted: UrlTrust): Weighed {
    const isValue = where === 'value'
    place = isValue ? 'attribute' : where
    trust = trusted
    opener = from > 0 ? text.charAt(from - 1) : before
    const inAttribute = place === 'attribute'
    let inText = place === 'text'
    reader.escapes = !inAttribute
    isQuoted = inAttribute && (opener === '"' || opener === "'")
    reader.skips = isQuoted ? lineSigns : ''
    reader.begin(from)
    if (!inText) reader.skipBlanks()
    isAngled = reader.code === 0x3c && !inText && !inAttribute
    if (isAngled) {
      // No address in angle brackets goes on on the next line.
      reader.skips = '\t'
      reader.next()
      reader.skipBlanks()
    }
    // As in `style="background:url(&quot;`.
    if (inAttribute && opener === '(' && is('"\'') && reader.at > reader.from + 1) reader.next()
    if (isValue && isQuoted) reader.skipDelay()
    closer = isAngled ? '>' : isQuoted ? opener : closerOf(place, opener)
    start = reader.from
    if (reader.code < 0) {
      if (reader.mayGrow) return open
      // So much white space hides something.
      return reader.isFull && !inText ? { verdict: 'refused', start: from, end: start } : none
    }

    const scheme =
      kindOf(reader.code) === isLetter
        ? reader.word(inText ? isLetter : isLetter | isDigit | isSchemeSign, inText ? longestWord : longestScheme)
        : ''
    if (reader.code < 0 && reader.mayGrow) {
      const words = inText
        ? textWords
        : !inAttribute
          ? [scheme]
          : isValue || opener === '<'
            ? valueWords
            : activeSchemes
      return words.some((word) => word.startsWith(scheme)) ? open : none
    }
    if (scheme === 'www' && inText && is('.')) return withHost('http', 'www', true, true)
    const isHttp = scheme === 'http' || scheme === 'https'
    isWeb = isHttp
    if (inText && !isHttp && scheme !== 'ftp') return none
    if (scheme !== '') {
      if (!is(':')) return withoutHost()
      reader.next()
      if (inAttribute && isHttp) {
        if (!isValue && opener !== '<') return none
        if (!isQuoted) place = 'text'
        inText = !isQuoted
      } else if (!isHttp && !inText) {
        const isQuotedValue = isQuoted && isValue
        const verdict = weighScheme(scheme, reader, { place, trust, closer, isAngled, isQuotedValue })
        return verdict === 'refused' ? refuse(start) : { verdict, start, end: reader.from }
      }
    }
    let slashes = 0
    let isPlain = true
    for (; reader.code === 0x2f || reader.code === 0x5c; reader.next()) {
      slashes++
      isPlain &&= reader.code === 0x2f
    }
    if (reader.code < 0 && reader.mayGrow) return open
    if (slashes < 2 && !isHttp) return withoutHost()
    const weighed = withHost(scheme || 'https', '', isPlain && slashes === 2, slashes === 0)
    // In prose it has to pass, too.
    return inAttribute && isHttp && weighed.verdict === 'kept' ? none : weighed
  }

  function isLink(): boolean {
    return place === 'link' || place === 'picture'
  }

  function withoutHost(): Weighed {
    const isNowhere = reader.code < 0 || (reader.from === start && is(`#${closer}`))
    return isLink() && !trust.relative && !isNowhere ? refuse(start) : none
  }

  /** What is read is the first of the host, or what follows what is known of it. */
  function withHost(scheme: string, known: string, isPlain: boolean, needsDot: boolean): Weighed {
    const inText = place === 'text'
    // In prose Chinese may follow at once, unless the name begins with it.
    const wide = !inText || (known === '' && kindOf(reader.code) === isWide) ? isWide : 0
    const name = readName(reader, known, wide)
    const isColon = is(':')
    if (isColon) reader.next()
    const port = isColon ? reader.word(isDigit, longestScheme) : ''
    if (reader.code < 0 && reader.mayGrow) return open
    const isDotted = name.indexOf('.') > 0
    // An IP address may be one number. Ports and years are smaller.
    const isNumber = Number(name) > 0xffff
    const nameEnd = reader.from
    let looked = reader.at
    if (name === '') {
      if (inText && needsDot && opener !== '<' && opener !== '=') return none
      if (reader.mayGrow && reader.at + (is('%') ? 1 : 0) >= reader.limit) return open
      if (place !== 'text' && endsInPlace()) return none
      if (!isLink() && (!inText || beginsNoHost(text, reader))) {
        const hidden = hidesHost(text, reader, inText ? () => endsProse(reader, opener) : endsInPlace)
        if (hidden === undefined) return open
        if (hidden === '' || (hidden === 'dot' && opener !== '=' && inText)) return none
        looked = Math.max(looked, reader.from - 1)
      }
    } else if (place === 'attribute' && !isDotted && !isNumber) {
      if (endsInPlace()) return none
      if (reader.code <= 0x20 || is('[]<>^|')) {
        // `"//div[@class]"` is a path in a document.
        const hidden = hidesHost(text, reader, endsInPlace)
        if (hidden !== 'at') return hidden === undefined ? open : none
      }
    }
    const from = reader.from
    const isListed = opener === ',' && place === 'attribute' && reader.code <= 0x20
    if (isListed) {
      // In a list of pictures its size follows, or the end. In code this is a comment.
      reader.skipBlanks()
      if (reader.code < 0 && reader.mayGrow) return open
      if (kindOf(reader.code) !== isDigit && !is('"\'')) return none
    }
    if (
      inText &&
      name !== '' &&
      needsDot &&
      !isNumber &&
      !(isDotted && (name.length > 6 || kindOf(name.charCodeAt(name.length - 1)) === isLetter))
    )
      return none
    if (trust.list === undefined) return place === 'picture' ? keepAll() : { verdict: 'kept', start, end: nameEnd }

    const host = port === '' || port === (scheme === 'http' ? '80' : '443') ? name : `${name}:${port}`
    const paths = isPlain && trust.schemes.includes(scheme) ? trust.list.pathsFor(scheme, host) : undefined
    if (paths === undefined) {
      const refused = refuse(name === '' ? reader.from : from)
      // What was looked at to find a host in it must not be left to be looked at again.
      const isShort = name === '' && inText && refused.verdict === 'refused' && refused.end <= looked
      return isShort ? { ...refused, end: looked + 1 } : refused
    }
    const isLoose = isColon && port === ''
    const isEnd = inText
      ? endsHost(text, opener, reader, isLoose)
      : !isLoose && (isListed || endsInPlace() || endsValue(text, reader, endsInPlace))
    if (isEnd === undefined) return open
    if (!isEnd) return refuse(reader.from)
    return paths.includes('') ? { verdict: 'kept', start, end: from } : withPath(paths, from)
  }

  /** Whether a host may end at what is read. */
  function endsInPlace(): boolean {
    return reader.code < 0 || (reader.code <= 0x20 && !isQuoted && !isAngled) || is(`/?#${closer}`)
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
    const inText = place === 'text'
    const keeps = isQuoted && !isWeb ? 'lines' : isAngled ? 'spaces' : 'nothing'
    const from = place === 'attribute' ? at : start
    const end = inText ? endInText(text, at, limit) : endInPlace(text, from, limit, closer, keeps)
    if (end >= limit && mayGrow) return undefined
    return inText ? withoutSigns(text, start, end) : Math.min(end, limit)
  }
}
