/** Reads an address character by character, as a browser would take it. */
export interface UrlReader {
  /** The character that has been read last, -1 at the end. */
  readonly code: number
  /** Where it begins in the text; at the end of the text its length. */
  readonly from: number
  /** Where the next one begins. */
  readonly at: number
  /** Where reading ends. */
  readonly limit: number
  /** Whether more text may come where reading ends. */
  readonly mayGrow: boolean
  /** Whether more text follows of which only the first is known: enough to see that nothing is found across the cut. */
  readonly isCut: boolean
  /** Whether reading ends because so much is not looked at, whatever follows. */
  readonly isFull: boolean
  /** Whether an escaped ampersand has been read that begins an entity for programs that take the backslash away first. */
  readonly isTwofold: boolean
  /** Whether a backslash only says that the sign after it means itself. */
  escapes: boolean
  /** Which white space is passed over. Tabs and line breaks that are written as entities always are. */
  skips: string
  /** Reads the first character at a place. */
  begin(at: number): void
  /** Reads the next character. */
  next(): void
  /** Whether the last one is one of these. */
  is(signs: string): boolean
  /** Reads on to a character of another kind, and gives what was before: in lower case, and no more than so many. */
  word(kinds: number, most: number): string
  /** Reads on to the next character that is no white space. */
  skipBlanks(): void
  /** Reads over the seconds that an element may name before the address where it leads then: `0; /home`. */
  skipDelay(): void
}

/** What browsers pass over within an address. */
export const lineSigns = '\t\n\r'

/** What is looked at from one place on, in UTF-16 units. */
export const longestUrl = 2_048

// Kinds of characters.
export const isLetter = 1
export const isDigit = 2
export const isSchemeSign = 4
export const isHostSign = 8
export const isDot = 16
export const isWide = 32

const kinds = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code)
  if (sign >= '0' && sign <= '9') return isDigit
  if (sign.toLowerCase() !== sign.toUpperCase()) return isLetter
  return ('+-.'.includes(sign) ? isSchemeSign : 0) | ('-_'.includes(sign) ? isHostSign : 0) | (sign === '.' ? isDot : 0)
})

/** What a character is to an address. What Chinese puts between sentences is nothing, though its full stop is a dot to browsers. */
export function kindOf(code: number): number {
  if (code < 0x80) return kinds[code] ?? 0
  if (code === 0x3002 || code === 0xff61) return isDot
  return (code >= 0x3000 && code < 0x3040) || code === 0x2026 || !(code > 0) ? 0 : isWide
}

// The named entities of what a scheme and a host have between letters.
const names = ['colon', 'sol', 'bsol', 'period', 'commat', 'percnt', 'Tab', 'NewLine', 'quot', 'apos']
const namedCodes = ':/\\.@%\t\n"\''

export function createUrlReader(text: string, isOpen: boolean, isCut: boolean): UrlReader {
  const reader = {
    isCut,
    code: -1,
    from: 0,
    at: 0,
    limit: 0,
    mayGrow: false,
    isFull: false,
    isTwofold: false,
    escapes: false,
    skips: '',
    begin,
    next,
    is: (signs: string) => reader.code >= 0 && signs.includes(String.fromCharCode(reader.code)),
    word,
    skipBlanks,
    skipDelay,
  }
  return reader

  function begin(start: number): void {
    reader.at = start
    reader.limit = Math.min(text.length, start + longestUrl)
    reader.isFull = text.length >= start + longestUrl
    reader.mayGrow = isOpen && !reader.isFull
    reader.isTwofold = false
    next()
  }

  function next(): void {
    for (;;) {
      reader.from = reader.at
      if (reader.at >= reader.limit) {
        end()
        return
      }
      const code = text.charCodeAt(reader.at++)
      reader.code = code
      let skips = reader.skips
      if (code === 0x26) {
        entity()
        if (reader.at > reader.from + 1) skips = lineSigns
      } else if (code === 0x5c && reader.escapes) {
        const sign = text.charCodeAt(reader.at)
        if (reader.at + (sign === 0x26 ? 1 : 0) >= reader.limit) {
          end()
          return
        }
        if (sign === 0x26 && isEntitySign(text.charCodeAt(reader.at + 1))) reader.isTwofold = true
        if (sign > 0x20 && sign < 0x7f && !(kindOf(sign) & (isLetter | isDigit)))
          reader.code = text.charCodeAt(reader.at++)
      }
      if (reader.code > 0x0d || !skips.includes(String.fromCharCode(reader.code))) return
    }
  }

  function word(wanted: number, most: number): string {
    let result = ''
    while ((kindOf(reader.code) & wanted) !== 0 && result.length < most) {
      if (reader.at === reader.from + 1) {
        const last = Math.min(reader.limit, reader.from + most - result.length)
        while (reader.at < last && (kindOf(text.charCodeAt(reader.at)) & wanted) !== 0) reader.at++
        result += text.slice(reader.from, reader.at)
      } else {
        result += String.fromCodePoint(reader.code)
      }
      next()
    }
    return result.toLowerCase()
  }

  function skipBlanks(): void {
    while (reader.code >= 0 && reader.code <= 0x20) next()
  }

  function skipDelay(): void {
    if (kindOf(reader.code) !== isDigit) return
    word(isDigit | isDot, 32)
    skipBlanks()
    if (!reader.is(';,')) return
    next()
    skipBlanks()
  }

  /** Reads what follows an ampersand, if it is an entity that counts. */
  function entity(): void {
    let at = reader.at
    let code = 0
    if (text[at] === '#') {
      const base = text[at + 1] === 'x' || text[at + 1] === 'X' ? 16 : 10
      at += base === 16 ? 2 : 1
      for (let digit = digitAt(at, base); digit >= 0; digit = digitAt(++at, base)) {
        code = Math.min(code * base + digit, 0x110000)
      }
    } else {
      while (at < reader.limit && at - reader.at < 8 && kindOf(text.charCodeAt(at)) === isLetter) at++
      code = namedCodes.charCodeAt(names.indexOf(text.slice(reader.at, at)))
    }
    if (at >= reader.limit) {
      end()
    } else if (code > 0 && code < 0x110000) {
      reader.code = code
      reader.at = text[at] === ';' ? at + 1 : at
    }
  }

  function digitAt(at: number, base: number): number {
    return at < reader.limit ? Number.parseInt(text.charAt(at), base) : -1
  }

  function end(): void {
    reader.from = reader.at = reader.limit
    reader.code = -1
  }
}

function isEntitySign(code: number): boolean {
  return code === 0x23 || kindOf(code) === isLetter
}
