import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { createRandom } from './random.ts'
import { scripted } from './scripted.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const text: ChatEvent = { type: 'text-delta', text: 'a' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

describe('scripted', () => {
  it('plays its steps to every call, and keeps what it was asked', async () => {
    const handler = scripted(text, finish)
    for (let call = 0; call < 2; call++) {
      expect(await collect(handler(request, createCallContext()))).toMatchObject({ text: 'a', finishReason: 'stop' })
    }
    expect(handler.requests).toEqual([request, request])
  })

  it('waits for steps that are functions and tells them of the call', async () => {
    const context = createCallContext()
    const seen: unknown[] = []
    const handler = scripted(async (call) => void seen.push(await Promise.resolve(call)), finish)
    await collect(handler(request, context))
    expect(seen).toEqual([{ request, context }])
  })

  it('throws errors, and an abort before the next step', async () => {
    const failure = new Error('broken')
    await expect(collect(scripted(text, failure)(request, createCallContext()))).rejects.toBe(failure)
    const handler = scripted(finish)
    await expect(collect(handler(request, createCallContext({ signal: AbortSignal.abort('stop') })))).rejects.toBe(
      'stop',
    )
    expect(handler.requests).toHaveLength(1)
  })
})

describe('createRandom', () => {
  it('says the same for the same seed, other numbers for another, all in [0, 1)', () => {
    const numbers = (seed: number) => Array.from({ length: 1_000 }, createRandom(seed))
    expect(numbers(7)).toEqual(numbers(7))
    expect(numbers(7)).not.toEqual(numbers(8))
    expect(Math.min(...numbers(7))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers(7))).toBeLessThan(1)
    expect(numbers(7).reduce((sum, number) => sum + number) / 1_000).toBeCloseTo(0.5, 1)
  })
})
