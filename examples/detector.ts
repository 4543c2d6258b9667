import assert from 'node:assert/strict'
import { createFilter, type Detector } from '@sluice/core'

const digits = '0123456789'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const length = 8

/** Numbers of employees: E, six digits, and the last digit of their sum. */
const employeeNumbers: Detector = {
  // A run is a word, and what we look for is a whole one.
  chars: digits + letters,
  minLength: length,
  maxLength: 64,
  trigger: 'E',
  find(run, before) {
    const isFound = run.length === length && !isOfWord(before) && isBeginning(run) && hasCheckDigit(run)
    return isFound ? [{ start: 0, end: length }] : []
  },
  live: (run, before) => (isOfWord(before) || !isBeginning(run) ? run.length : 0),
}

/** Whether the word has begun before: this is the rest of one that was let go. */
function isOfWord(unit: string): boolean {
  return unit !== '' && employeeNumbers.chars.includes(unit)
}

/** Whether a number may begin like this, or be this. */
function isBeginning(run: string): boolean {
  return run.length <= length && run[0] === 'E' && [...run.slice(1)].every((unit) => digits.includes(unit))
}

function hasCheckDigit(run: string): boolean {
  const [last = 0, ...others] = [...run.slice(1)].map(Number).reverse()
  return others.reduce((sum, digit) => sum + digit, 0) % 10 === last
}

const filter = createFilter({
  rules: [{ id: 'employee', category: 'personal-data', detector: employeeNumbers, replaceWith: '[employee]' }],
})

assert.equal(filter.scan('Ask E1234561, not E1234567.').text, 'Ask [employee], not E1234567.')
assert.equal(filter.scan('工号Ｅ１２３４５６１').text, '工号[employee]')
assert.equal(filter.scan('XE1234561 E12345612').hits.length, 0)

const stream = filter.stream()
for (const piece of ['Every word, E12', '34', '561', '!']) {
  console.log(JSON.stringify(piece), '→', JSON.stringify(stream.push(piece)), 'held back:', stream.held())
}

// The law to test: each way of cutting a text into pieces gives the same.
const text = 'E1234561 EE1234561 E123 E12345612 Ｅ１２３４５６１'
for (let size = 1; size <= text.length; size++) {
  const stream = filter.stream()
  let filtered = ''
  for (let at = 0; at < text.length; at += size) filtered += stream.push(text.slice(at, at + size))
  assert.equal(filtered + stream.flush(), filter.scan(text).text)
}
