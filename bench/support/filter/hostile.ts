import { createRandom } from '@sluice/core/testing'
import type { Subject } from './measure.ts'
import { termsOf } from './terms.ts'
import { characters } from './texts.ts'

/** A text made to be slow, and the terms that it is made against. */
interface HostileTexts {
  readonly terms: readonly string[]
  readonly text: string
}

const unitsPerText = 32_000
const numbers = Array.from({ length: 200 }, (_, index) => index + 1)
const run = distinctCharacters(200)
const common = termsOf('Chinese', 1_000)
const forbidden = [...common, '赌博网站', 'casino', 'opium']

/** Terms and texts that all but match, in which any search has its worst time. */
const termTexts: Record<string, () => HostileTexts> = {
  // Terms that all but match everywhere: a search that starts again at every place takes their length as often.
  'a…ab on aaaa': () => ({ terms: numbers.map((count) => `${'a'.repeat(count)}b`), text: filled('a') }),
  '啊…啊吧 on 啊啊啊啊': () => ({ terms: numbers.map((count) => `${'啊'.repeat(count)}吧`), text: filled('啊') }),
  // A short hit at every place, and each time a long term that might have been the better one and fails at its end.
  'short hits, long hopes': () => ({
    terms: numbers.flatMap((_, index) => [run.slice(index, index + 2), `${run.slice(index)}终`]),
    text: filled(run),
  }),
}

/** What is read on the way to terms in disguise, and to what detectors look for. */
const otherTexts: Record<string, () => HostileTexts> = {
  // Each term ends at each place. Others report 200 hits for each, which takes them minutes.
  'a…a on aaaa': () => ({ terms: numbers.map((count) => 'a'.repeat(count)), text: filled('a') }),
  '啊…啊 on 啊啊啊啊': () => ({ terms: numbers.map((count) => '啊'.repeat(count)), text: filled('啊') }),
  // What is passed over between two letters of a term.
  '8 joiners between letters': () => against('赌********博********网********'),
  '64 invisibles between letters': () => against(['赌', '博', '网', ''].join('\u200b'.repeat(64))),
  'thousands of invisibles': () => against(`赌${'\u200b'.repeat(5_000)}博`),
  'invisibles alone': () => against('\u200b'),
  'spaced letters': () => against('c a s i n '),
  'marks on a letter': () => against(`e${'\u0301'.repeat(1_000)}`),
  'half emoji': () => against('\ud83d'),
  'joined emoji': () => against('👩\u200d'),
  'tag characters': () => against('赌\u{e0061}\u{e0062}'),
  // One unit that stands for many: U+FDFA for eighteen.
  'long ligatures': () => against('\ufdfa'),
  // What may yet become something that a detector looks for.
  'letters without end': () => against('aB3'),
  'digits without end': () => against('1'),
  'grouped digits': () => against('1101 0519 '),
  'ids without their check': () => against('110105194912310021 '),
  'sk-': () => against('sk-'),
  'sk-ant-api03-aaa': () => against('sk-ant-api03-aaa '),
  AKIA: () => against('AKIA'),
  eyJ: () => against('eyJ'),
  'eyJ.eyJ.': () => against('eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.'),
  '-----BEGIN': () => against('-----BEGIN '),
  'a key without end': () => ({
    terms: forbidden,
    text: `-----BEGIN RSA PRIVATE KEY-----\n${filled(`${'MIIEpAIBAAKCAQEA'.repeat(4)}\n`)}`,
  }),
  'keys without end': () => against(`-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(64)}\n`),
  'aaaa@aaaa@': () => against('aaaa@aaaa@'),
  'a.a.a.a.': () => against('a.a.a.a.'),
  'a@a.a.a.': () => against(`a@${'a.'.repeat(1_000)}`),
  '@': () => against('@'),
  '1.1.1.1.': () => against('1.1.1.1.'),
  '1:1:1:1:': () => against('1:1:1:1:'),
  'http://': () => against('http://'),
  'http://a:a': () => against(`http://a:${'a'.repeat(500)}`),
  '![': () => against('!['),
  '![a](': () => against('![a]('),
  '[[[[': () => against('['),
  '<|': () => against('<|im_'),
}

export const hostileNames = { terms: Object.keys(termTexts), others: Object.keys(otherTexts) }

export function subjectOf(name: string): Subject {
  const { terms, text } = { ...termTexts, ...otherTexts }[name]!()
  return { terms, pieces: [text] }
}

function against(part: string): HostileTexts {
  return { terms: forbidden, text: filled(part) }
}

function filled(part: string): string {
  return part.repeat(Math.ceil(unitsPerText / part.length))
}

function distinctCharacters(count: number): string {
  const random = createRandom(4)
  const order = characters.map((character) => [random(), character] as const).sort(([one], [other]) => one - other)
  return order
    .slice(0, count)
    .map(([, character]) => character)
    .join('')
}
