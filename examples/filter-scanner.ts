import assert from 'node:assert/strict'
import { blocklist, createFilter } from '@sluice/core'

const filter = createFilter({ rules: [blocklist(['赌场', 'opium'], { replaceWith: '…' })] })

// A page in which some characters are written as numbers: one entry for each UTF-16 unit of what is read.
const written = '<b>赌&#22330;</b>, o&#112;ium and tea'.match(/&#\d{1,5};|[^&]|&/g) ?? []
const read = written.map((unit) => (unit.length > 1 ? String.fromCharCode(Number(unit.slice(2, -1))) : unit))

// The scanner reads the text and says what to change where; nobody has to find that place again.
const scanner = filter.scanner(({ ruleId, start, end }) => console.log(ruleId, start, end))
const { edits } = scanner.push(read.join(''))
for (const { start, end, rule } of [...edits, ...scanner.flush().edits].reverse()) {
  written.splice(start, end - start, rule.replaceWith ?? '')
}
console.log(written.join(''))
assert.equal(written.join(''), '<b>…</b>, … and tea')
