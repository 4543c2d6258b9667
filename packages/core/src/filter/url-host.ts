import { isDigit, isDot, isLetter, isWide, kindOf, type UrlReader } from './url-reader.ts'

const longestLabel = 63

/** Whether what is read begins no host. Most signs may begin one for browsers, but `https://${host}` and `"https://" +` are code. */
export function beginsNoHost(text: string, { code, at, is }: UrlReader): boolean {
  if (code <= 0x20 || code > 0x7f || is('<>]^|#?/{') || (is('$') && text[at] === '{')) return true
  if (is('%')) return !(Number.parseInt(text.slice(at, at + 2), 16) > 0x0f)
  const next = kindOf(text.charCodeAt(at))
  if (is('[')) return next !== isDigit && text[at] !== ':'
  return (next & (isLetter | isDigit | isDot | isWide)) === 0
}

/**
 * Whether a host has ended for all who make links of prose. Many take all up to the next space for the address, and browsers
 * all up to a slash for the host: `https://example.com，x.evil.com`. `undefined` while that is not known.
 */
export function endsHost(text: string, reader: UrlReader, isColon: boolean): boolean | undefined {
  const { is } = reader
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
    if (is('@')) return false
    if (is('%')) {
      if (reader.at >= reader.limit && reader.mayGrow) return undefined
      if (Number.parseInt(text.charAt(reader.at), 16) >= 0) return false
    }
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
