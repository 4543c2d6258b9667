/** A text that may go on. Whoever reads past its end has to decide again when more has come. */
export interface TextView {
  readonly text: string
  /** Whether somebody has read past the end. */
  isOpen: boolean
}

/** The UTF-16 unit at a place; `NaN` where there is none. */
export function unitAt(view: TextView, index: number): number {
  if (index >= view.text.length) view.isOpen = true
  return view.text.charCodeAt(index)
}

/** Whether a word stands at a place. Reads no further than to the first difference. */
export function isAt(view: TextView, index: number, word: string): boolean {
  let read = 0
  while (read < word.length && unitAt(view, index + read) === word.charCodeAt(read)) read += 1
  return read === word.length
}

export function isDigit(unit: number): boolean {
  return (unit ^ 48) < 10
}

/** Whether it is an ASCII letter of either case. */
export function isLetter(unit: number): boolean {
  const lower = unit | 32
  return lower > 96 && lower < 123
}

export function isWord(unit: number): boolean {
  return isDigit(unit) || isLetter(unit)
}
