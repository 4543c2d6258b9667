import { createFilter, personalData, secrets } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { type FilterCase, masked, readFilterCases, resultsOf } from '../support/filter-cases.ts'

interface PiiCase extends FilterCase {
  level: string
  expect: { start: number; end: number }[]
}

const cases: readonly PiiCase[] = readFilterCases('pii')
const clock = createTestClock(Date.parse('2026-09-01T00:00:00Z'))
// Masked all alike, whatever is shown instead otherwise.
const rules = [...personalData({ clock }), ...secrets()].map((rule) => ({ ...rule, replaceWith: undefined }))
const filter = createFilter({ rules })

describe.skipIf(cases.length === 0)('personal data and secrets', () => {
  it('are there', () => {
    expect(cases.filter((one) => one.expect.length > 0).length).toBeGreaterThanOrEqual(26)
    expect(cases.filter((one) => one.expect.length === 0).length).toBeGreaterThanOrEqual(15)
  })

  it.each(cases)('are what is masked, and nothing else: $id, $note', (one) => {
    const [first, ...others] = resultsOf(filter, one)
    expect(first?.text).toBe(
      masked(
        one.text,
        one.expect.map(({ start, end }) => [start, end]),
      ),
    )
    expect(others).toEqual(others.map(() => first))
  })
})
