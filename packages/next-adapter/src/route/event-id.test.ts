import { describe, expect, it } from 'vitest'
import { parseEventId } from './event-id.ts'

describe('parseEventId', () => {
  it.each<[string, object]>([
    ['run.0', { runId: 'run', seq: 0 }],
    ['run.12', { runId: 'run', seq: 12 }],
    ['a.b.3', { runId: 'a.b', seq: 3 }],
    [`${'r'.repeat(256)}.999999999999999`, { runId: 'r'.repeat(256), seq: 999_999_999_999_999 }],
  ])('reads %s', (id, place) => expect(parseEventId(id)).toEqual(place))

  it.each(['', 'run', '.1', 'run.', 'run.-1', 'run.1e3', 'run.1 ', 'run.1.', 'run.1000000000000000', 'ru\nn.1'])(
    'finds no place in %j',
    (id) => expect(parseEventId(id)).toBeUndefined(),
  )

  it('takes no longer for what is long', () => {
    const startMs = performance.now()
    for (const text of ['.'.repeat(100_000), '1'.repeat(100_000), 'a.'.repeat(50_000)]) {
      expect(parseEventId(text)).toBeUndefined()
    }
    expect(performance.now() - startMs).toBeLessThan(100)
  })
})
