import { describe, expect, it } from 'vitest'
import { createCallContext } from '../chat/handler.ts'
import type { CounterSet, CounterStore } from '../store/counter-store.ts'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { quota } from './quota.ts'

const never = () => new Promise<never>(() => {})

/** What becomes of a call of 1,000 ms whose store hangs in one place. */
async function callWith(hanging: Partial<CounterSet>) {
  const clock = createTestClock()
  const memory = createMemoryCounterStore({ clock })
  const store: CounterStore = { open: (counters) => ({ ...memory.open(counters), ...hanging }) }
  const handler = scripted({ type: 'start', provider: 'p', model: 'm' }, { type: 'text-delta', text: 'a' })
  const policy = quota({ rules: [{ per: 'all', requests: 5, window: '1m' }], defaultTarget: 'gpt', store, clock })
  const context = createCallContext({ deadline: 1_000 })
  const next = policy(handler)({ messages: [] }, context)[Symbol.asyncIterator]().next()
  const ending = next.catch((error: unknown) => error)
  await clock.advance(1_000)
  return { clock, handler, ending: await ending }
}

describe('a quota whose store never answers', () => {
  it.each<[string, Partial<CounterSet>]>([
    ['takes', { take: never }],
    ['tells what is left', { levels: never }],
  ])('ends the call at its deadline where it never %s', async (_, hanging) => {
    const { clock, handler, ending } = await callWith(hanging)
    expect(ending).toMatchObject({ code: 'timeout', cause: { clock: 'call', afterMs: 1_000 } })
    expect([handler.requests, clock.pendingTimers]).toEqual([[], 0])
  })

  it('gets back what it gave where it never tells what is left', async () => {
    const settled: (readonly number[])[] = []
    await callWith({ levels: never, settle: (deltas) => void settled.push(deltas) })
    expect(settled).toEqual([[-1]])
  })
})
