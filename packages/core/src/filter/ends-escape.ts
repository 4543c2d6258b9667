import { isDigit, isLetter } from './text-view.ts'

/** How many units the longest escape has. */
export const longestEscape = 6

/** Whether an escape ends at a place, such as `\n`, `\u4e00` or `%20`: it is no part of the word that follows it. */
export function endsEscape(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1)
  if (text.charCodeAt(end - 2) === 92 && isLetter(last)) return last !== 117 && last !== 120
  if (text.charCodeAt(end - 3) === 37) return isHexadecimal(text, end - 2, end)
  const isLong = text.charCodeAt(end - longestEscape) === 92 && text.charCodeAt(end - 5) === 117
  return isLong && isHexadecimal(text, end - 4, end)
}

/** Whether an escape may end a unit before a place, at it or a little behind it. */
export function isNearEscape(text: string, place: number): boolean {
  for (let index = Math.max(0, place - longestEscape - 1); index < place; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === 92 || unit === 37) return true
  }
  return false
}

function isHexadecimal(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index)
    if (!isDigit(unit) && !(isLetter(unit) && (unit | 32) < 103)) return false
  }
  return true
}
