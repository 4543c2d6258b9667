import { isDigit, isDot, isHostSign, isLetter, isWide, kindOf, type UrlReader } from './url-reader.ts'

const longestName = 253
const longestLabel = 63
const longestUser = 512

/** Reads the name of a host, after what is known of it. */
export function readName({ word }: UrlReader, known: string, wide: number): string {
  let name = known + word(isLetter | isDigit | isHostSign | isDot | wide, longestName)
  if (wide !== 0) name = name.replaceAll('。', '.').replaceAll('｡', '.')
  // A sentence may end here, or emphasis. No host ends so.
  let length = name.length
  while (length > 0 && '._。｡'.includes(name.charAt(length - 1))) length--
  return name.slice(0, length)
}

/** Whether what is read begins no host. Most signs may begin one for browsers, but `https://${host}` and `"https://" +` are code. */
export function beginsNoHost(text: string, { code, at, is }: UrlReader): boolean {
  if (code <= 0x20 || code > 0x7f || is('<>]^|#?/{') || (is('$') && text[at] === '{')) return true
  if (is('%')) return !(Number.parseInt(text.slice(at, at + 2), 16) > 0x0f)
  const next = kindOf(text.charCodeAt(at))
  if (is('[')) return next !== isDigit && text[at] !== ':'
  return (next & (isLetter | isDigit | isDot | isWide)) === 0
}

/**
 * Whether there is a host after all in what begins like none, or ends like one: browsers take all before an `@` for the name of
 * a user, `https://^@example.com`. `undefined` while that is not known.
 */
export function hidesHost(text: string, reader: UrlReader, isEnd: () => boolean): 'at' | 'dot' | '' | undefined {
  const { is } = reader
  let signs = ''
  let isName = true
  let isBad = false
  let isAddress = false
  const limit = reader.from + longestUser
  for (let isFirst = true; reader.code >= 0 && !isEnd(); reader.next()) {
    if (reader.from > limit) return 'at'
    const kind = kindOf(reader.code)
    if (is('@')) {
      signs = '@'
      isName = isFirst = true
      isBad = isAddress = false
      continue
    }
    if (is('[') && isFirst) isAddress = true
    else if (is(']') && isAddress) isAddress = false
    else if (is('%')) {
      if (Number.isNaN(Number.parseInt(text.slice(reader.at, reader.at + 2), 16))) isBad = true
      else signs += '.'
    } else if (reader.code <= 0x20 || is('<>[]^|')) isBad = true
    if ((kind & isDot) !== 0 || (isAddress && is(':'))) signs += '.'
    isName &&= (kind & (isLetter | isDigit | isWide)) !== 0 || is('-_:')
    isFirst = false
  }
  if (reader.code < 0 && reader.mayGrow) return undefined
  if (reader.code < 0 && reader.isFull) return 'at'
  // What is found is never cut.
  if (isBad || (reader.code < 0 && reader.isCut)) return ''
  return signs[0] === '@' ? (signs.length > 1 || isName ? 'at' : '') : signs === '' ? '' : 'dot'
}

/** Whether no program goes on here with what begins no host in prose. */
export function endsProse({ code, is }: UrlReader, opener: string): boolean {
  if (code <= 0x20 || is('/\\?#<>')) return true
  return opener !== '<' && opener !== '=' && (is('"\'`') || code > 0x7f)
}

/** Whether a trusted host has ended, though no sign is read that would tell. */
export function endsValue(text: string, reader: UrlReader, isEnd: () => boolean): boolean | undefined {
  if (reader.code <= 0x20) {
    // With spaces in it a host is none.
    const hidden = hidesHost(text, reader, isEnd)
    return hidden === undefined ? undefined : hidden !== 'at'
  }
  if (reader.escapes || !reader.is('\\')) return false
  // Browsers take it for a slash, and code has `\n` here. Other signs are escaped in prose.
  if (reader.at >= reader.limit && reader.mayGrow) return undefined
  return kindOf(text.charCodeAt(reader.at)) === isLetter
}

/**
 * Whether a host has ended for all who make links of prose. Many take all up to the next space for the address, and browsers
 * all up to a slash for the host: `https://example.com，x.evil.com`. `undefined` while that is not known.
 */
export function endsHost(text: string, opener: string, reader: UrlReader, isColon: boolean): boolean | undefined {
  const { is } = reader
  let isOver = isColon
  let isName = true
  let wasName = false
  let letters = 0
  let labelKind = 0
  for (let count = 0; count < longestLabel; count++, reader.next()) {
    const { code } = reader
    if (code < 0 && reader.mayGrow) return undefined
    if (isInvisible(code)) continue
    const kind = isPunctuation(code) ? 0 : kindOf(code)
    const isLabel = (kind & (isLetter | isDigit | isWide)) !== 0 || code === 0x2d
    if (!isLabel && !isOver && wasName && letters > 1) return false
    if (code <= 0x20 || is('/\\?#<')) return true
    if (is(']') && opener === '[') {
      if (reader.at >= reader.limit && reader.mayGrow) return undefined
      if (text[reader.at] === '(') return true
    }
    if (is('>') && isClosed(text, opener, reader.from)) return true
    if (is('@')) return false
    if (is('%')) {
      if (reader.at >= reader.limit && reader.mayGrow) return undefined
      if (Number.parseInt(text.charAt(reader.at), 16) >= 0) return false
    }
    // No host has these, but what stands before an `@` may.
    if (is(':>[]^|')) isOver = true
    if (isLabel) {
      letters++
      if (letters === 1) labelKind = kind
      wasName &&= kind === labelKind && kind !== isDigit
    } else {
      wasName = (kind & isDot) !== 0 && isName
      isName = (kind & isDot) !== 0
      letters = 0
    }
  }
  return !wasName
}

/** Whether a bracket closes what was opened before the address: an element, or an address in brackets. */
function isClosed(text: string, opener: string, at: number): boolean {
  return opener === '<' || opener === '=' || (opener !== '' && opener === text[at - 1])
}

/** What browsers leave out of the names of hosts. */
function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    code === 0x34f ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff
  )
}

function isPunctuation(code: number): boolean {
  return (code >= 0x80 && code < 0xc0) || (code >= 0x2000 && code < 0x2070)
}
