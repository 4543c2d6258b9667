import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Observation } from '../chat/handler.ts'
import { createPipeline } from '../pipeline.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const answer = (text: string): ChatEvent[] => [
  { type: 'text-delta', text },
  { type: 'finish', reason: 'stop' },
]

function setup(limit: { concurrency?: number; tokensPerMinute?: number }) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const slow = scripted(() => new Promise<void>((resolve) => void clock.after(30_000, resolve)), ...answer('slow'))
  const target = (handler = scripted(...answer('other'))) => ({ provider: 'p', model: 'm', handler })
  const pipeline = createPipeline({
    targets: { first: target(slow), second: target() },
    order: ['first', 'second'],
    limit: { first: { maxWaitMs: 100, ...limit } },
    clocks: false,
    onEvent: (observation) => void observed.push(observation),
    clock,
  })
  /** Its text, and when it was over. */
  const ask = async () => {
    let text = ''
    for await (const event of pipeline(request, createCallContext())) {
      if (event.type === 'text-delta') text += event.text
    }
    return [text, clock.monotonic()]
  }
  const seen = (type: Observation['type']) => observed.filter((observation) => observation.type === type)
  return { clock, ask, seen }
}

describe('a target whose limit refuses', () => {
  it('is left for the next one as soon as it refuses, without repetition', async () => {
    const { clock, ask, seen } = setup({ concurrency: 1 })
    const both = [ask(), ask()]
    await clock.advance(60_000)
    expect(await Promise.all(both)).toEqual([
      ['slow', 30_000],
      ['other', 100],
    ])
    expect(seen('fell-back')).toMatchObject([{ from: 'first', to: 'second', code: 'rate-limited' }])
    expect(seen('retry-scheduled')).toEqual([])
  })

  it('is left at once where the call could never fit', async () => {
    const { ask, seen } = setup({ tokensPerMinute: 10 })
    expect(await ask()).toEqual(['other', 0])
    expect(seen('retry-scheduled')).toEqual([])
  })
})
