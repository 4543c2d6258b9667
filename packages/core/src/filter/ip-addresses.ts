import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { personalRule } from './personal-rule.ts'
import { isAt, isDigit, isLetter, type TextView, unitAt } from './text-view.ts'
import { digits, valueContext, wordChars } from './value-detector.ts'

const shortest = 7
const longest = 64

/** Four numbers that follow such a word, or stand before such a character, are of a section or a version. */
const labels = /* @__PURE__ */ '第 § 版 版本 版本号 章节 section clause chapter version release build chrome'.split(' ')
const counters = '节章条款版'

const ipKind = {
  chars: wordChars,
  minLength: shortest,
  maxLength: 256,
  trigger: digits,
  firsts: `${digits}abcdefABCDEF:`,
  // `Browser/1.2.3.4` and `package-1.2.3.4` are versions.
  left: ['/-_.', '_.'],
  right: ['-_.', '_.'],
  read: readIp,
} as const

/** Finds IP addresses of both versions. Shorter ones than `1.1.1.1`, such as `::1`, are nobody's. */
export function ipAddresses(options?: DetectorRuleOptions): FilterRule {
  return personalRule('ip-address', 'IP', ipKind, options)
}

function readIp(view: TextView, start: number): number {
  if (isAt(view, start - 1, '@')) return 0
  const isWithin = isAt(view, start - 1, ':') && isLongSign(unitAt(view, start - 2))
  return (!isWithin && readLong(view, start)) || readShort(view, start)
}

/** Reads an address of version 4: four numbers up to 255 without leading zeros. */
function readShort(view: TextView, start: number): number {
  let index = start
  for (let part = 0; part < 4; part += 1) {
    if (part > 0 && !isAt(view, index++, '.')) return 0
    const from = index
    let octet = 0
    for (; index - from < 4 && isDigit(unitAt(view, index)); index += 1) octet = octet * 10 + unitAt(view, index) - 48
    if (index === from || octet > 255 || (isAt(view, from, '0') && index > from + 1)) return 0
  }
  return isLabelled(view, start, index) ? 0 : index
}

function isLabelled(view: TextView, start: number, end: number): boolean {
  if (counters.includes(String.fromCharCode(unitAt(view, end)))) return true
  let last = start
  while (isAt(view, last - 1, ' ') || isAt(view, last - 1, ':')) last -= 1
  const before = view.text.slice(Math.max(0, start - valueContext), last).toLowerCase()
  return labels.some((label) => before.endsWith(label))
}

/** Reads an address of version 6. */
function readLong(view: TextView, start: number): number {
  let end = start
  if (isAt(view, start, ':') && !isAt(view, start, '::')) return 0
  while (end - start < longest && (isLongSign(unitAt(view, end)) || isAt(view, end, '.'))) end += 1
  while (isAt(view, end - 1, '.') || (isAt(view, end - 1, ':') && !isAt(view, end - 2, ':'))) end -= 1
  let text = view.text.slice(start, end)
  if (!text.includes(':')) return 0
  if (text.includes('.')) {
    const last = text.lastIndexOf(':') + 1
    if (readShort(view, start + last) !== end) return 0
    text = `${text.slice(0, last)}0:0`
  }
  return end - start >= shortest && isLong(text) ? end : 0
}

function isLongSign(unit: number): boolean {
  return isDigit(unit) || unit === 58 || (isLetter(unit) && (unit | 32) < 103)
}

function isLong(text: string): boolean {
  const halves = text.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const { length } = groups
  return (
    (halves.length === 1 ? length === 8 : halves.length === 2 && length > 1 && length < 8) &&
    groups.every((group) => group !== '' && group.length < 5) &&
    // Eight bytes are the address of a device, and what has no digit is most likely code.
    groups.some((group) => group.length !== 2) &&
    Array.from(text).some((character) => character < ':')
  )
}
