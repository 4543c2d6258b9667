import { isDigit, isDot, isLetter, kindOf } from './url-reader.ts'

/** Where an address in prose ends, with what of the sentence may follow it at once. */
export function endInText(text: string, from: number, limit: number): number {
  for (let end = from; end < limit; end++) {
    const code = text.charCodeAt(end)
    if (code <= 0x20 || '<>"[]^|`'.includes(text.charAt(end))) return end
    if (code < 0x80) continue
    // A Chinese full stop is a dot where another label follows.
    const next = end + 1 < limit ? kindOf(text.charCodeAt(end + 1)) : isDigit
    if ((kindOf(code) & isDot) === 0 || (next & (isLetter | isDigit)) === 0) return end
  }
  return limit
}

/** Takes from the end of an address in prose what belongs to the sentence. */
export function withoutSigns(text: string, start: number, end: number): number {
  let depth = 0
  for (let at = start; at < end; at++) depth += parenthesis(text.charAt(at))
  let last = end
  for (; last > start; last--) {
    const sign = text.charAt(last - 1)
    if (!"?!.,:;*_~'(){}。｡".includes(sign) || (sign === ')' && depth >= 0)) break
    depth -= parenthesis(sign)
  }
  return last
}

function parenthesis(sign: string): number {
  return sign === '(' ? 1 : sign === ')' ? -1 : 0
}

/** Where an address ends that is written as one: at what closes it, or at white space that it does not keep. */
export function endInPlace(
  text: string,
  from: number,
  limit: number,
  closer: string,
  keeps: 'lines' | 'spaces' | 'nothing',
): number {
  let depth = 0
  let end = from
  for (; end < limit; end++) {
    const sign = text.charAt(end)
    if (sign <= ' ' && (keeps === 'nothing' || (keeps === 'spaces' && sign === '\n'))) break
    if (sign === '(') depth++
    if (sign === closer && (closer !== ')' || --depth < 0)) break
    // An escaped sign closes nothing in Markdown. In HTML there are no escapes.
    if (sign === '\\' && keeps !== 'lines') end++
  }
  return end
}
