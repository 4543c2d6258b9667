import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { isAt, isDigit, type TextView, unitAt } from './text-view.ts'
import { valueDetector, wordChars } from './value-detector.ts'

const hexSigns = '0123456789ABCDEFabcdef:'
const shortest = 7
const longest = 64

/** Finds IP addresses of both versions. Shorter ones than `1.1.1.1`, such as `::1`, are nobody's. */
export function ipAddresses(options?: DetectorRuleOptions): FilterRule {
  const detector = valueDetector({
    chars: wordChars,
    minLength: shortest,
    maxLength: 256,
    trigger: '0123456789',
    // `Browser/1.2.3.4` and `package-1.2.3.4` are versions.
    left: { letters: '/-_.:', digits: '_.:', loose: ':' },
    right: { letters: '-_.', digits: '_.' },
    read(view, start, isLoose) {
      if (view.text[start - 1] === '@') return 0
      const isWithin = isLoose && hexSigns.includes(view.text[start - 2] ?? ' ')
      return (!isWithin && readLong(view, start)) || readOctets(view, start)
    },
  })
  return detectorRule({ id: 'ip-address', category: 'personal-data', placeholder: 'IP', detector }, options)
}

/** Reads an address of version 4: four numbers up to 255 without leading zeros. */
function readOctets(view: TextView, start: number): number {
  let index = start
  for (let part = 0; part < 4; part += 1) {
    if (part > 0 && !isAt(view, index++, '.')) return 0
    const from = index
    while (index - from < 4 && isDigit(unitAt(view, index))) index += 1
    const octet = view.text.slice(from, index)
    if (octet === '' || +octet > 255 || String(+octet) !== octet) return 0
  }
  return index
}

/** Reads an address of version 6. */
function readLong(view: TextView, start: number): number {
  let end = start
  if (isAt(view, start, ':') && !isAt(view, start, '::')) return 0
  while (end - start < longest && (isAt(view, end, '.') || hexSigns.includes(String.fromCharCode(unitAt(view, end)))))
    end += 1
  while (view.text[end - 1] === '.' || (view.text[end - 1] === ':' && view.text[end - 2] !== ':')) end -= 1
  let text = view.text.slice(start, end)
  if (text.includes('.')) {
    const last = text.lastIndexOf(':') + 1
    if (last === 0 || readOctets(view, start + last) !== end) return 0
    text = `${text.slice(0, last)}0:0`
  }
  return end - start >= shortest && isLong(text) ? end : 0
}

function isLong(text: string): boolean {
  const halves = text.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const isCounted =
    halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length > 1 && groups.length < 8
  return (
    isCounted &&
    groups.every((group) => group !== '' && group.length < 5) &&
    // Eight bytes are the address of a device, and what has no digit is most likely code.
    !groups.every((group) => group.length === 2) &&
    Array.from(text).some((char) => isDigit(char.charCodeAt(0)))
  )
}
