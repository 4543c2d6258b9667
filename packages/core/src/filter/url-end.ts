import { isDigit, isDot, isLetter, kindOf } from './url-reader.ts'
import type { UrlPlace } from './url-trust.ts'

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

/** What closes an address besides white space, if it is not in quotes or angle brackets. */
export function closerOf(place: UrlPlace, opener: string): string {
  if (place === 'attribute') return opener === '(' ? ')' : opener === ',' ? '"' : '>'
  return place === 'link' || place === 'picture' ? ')' : ''
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

/** Where a picture ends whose address ends at a place: after its title and bracket, if they are there; -1 if more may come. */
export function afterPicture(text: string, isOpen: boolean, from: number, limit: number): number {
  let at = from
  if (text[at] === '>') at++
  at = afterBlanks(text, at, limit)
  const quote = text.charAt(at)
  if (quote === '"' || quote === "'") {
    at++
    while (at < limit && at < text.length && text[at] !== quote) at++
    at = afterBlanks(text, at + 1, limit)
  }
  if (at >= text.length && isOpen && text.length < limit) return -1
  return text[at] === ')' && at < limit ? at + 1 : from
}

export function afterBlanks(text: string, from: number, limit: number): number {
  let at = from
  while (at < limit && text.charCodeAt(at) <= 0x20) at++
  return at
}
