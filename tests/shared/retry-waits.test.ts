import { beforeAll, describe, expect, it } from 'vitest'
import { hasRecordings, readRecorded } from '../support/recorded-streams.ts'
import { runtimesFor } from '../support/runtimes.ts'
import { readWaits, type Waits } from '../support/waits/read-waits.ts'

const waits: Waits = hasRecordings
  ? JSON.parse(readRecorded('vectors/retry-wait.json'))
  : { now: '2026-01-01T00:00:00Z', vectors: [] }
const runtimes = runtimesFor({
  run: readWaits,
  module: new URL('../support/waits/read-waits.ts', import.meta.url),
  worker: new URL('../support/waits/worker.ts', import.meta.url),
})

describe.skipIf(!hasRecordings).each(Object.entries(runtimes))(
  'how long recorded refusals ask us to wait, in %s',
  (_, readAll) => {
    let results: Record<string, number | null>

    beforeAll(async () => {
      results = await readAll(waits)
    }, 60_000)

    it('finds vectors', () => expect(Object.keys(results).length).toBeGreaterThanOrEqual(22))

    it.each(waits.vectors)('is read as it is meant: $id', ({ id, expectMs }) => {
      expect(results[id]).toBe(expectMs)
    })
  },
)
