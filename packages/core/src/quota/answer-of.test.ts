import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { answerOf } from './answer-of.ts'

function setup(deadline?: number) {
  const clock = createTestClock()
  const controller = new AbortController()
  const discarded: string[] = []
  let say = (_: string) => {}
  const answer = new Promise<{ word: string }>((resolve) => {
    say = (word) => resolve({ word })
  })
  const bounds = { signal: controller.signal, deadline, clock }
  const asked = (async () => answerOf(answer, bounds, ({ word }) => discarded.push(word)))()
  const ending = asked.catch((error: unknown) => error)
  return { clock, controller, discarded, ending, say: (word: string) => say(word) }
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('the answer of a store', () => {
  it('is waited for until the deadline, and what comes later is discarded', async () => {
    const { clock, controller, discarded, ending, say } = setup(500)
    await clock.advance(500)
    expect(await ending).toMatchObject({ code: 'timeout', cause: { clock: 'call', afterMs: 500 } })
    expect([clock.pendingTimers, getEventListeners(controller.signal, 'abort')]).toEqual([0, []])
    say('late')
    await turn()
    expect(discarded).toEqual(['late'])
  })

  it.each([[500], [undefined]])('is discarded once after an abort, with the deadline %s', async (deadline) => {
    const { clock, controller, discarded, ending, say } = setup(deadline)
    controller.abort('stop')
    expect(await ending).toBe('stop')
    await clock.advance(1_000)
    say('late')
    await turn()
    expect([discarded, clock.pendingTimers]).toEqual([['late'], 0])
  })

  it('leaves neither timer nor listener behind', async () => {
    const { clock, controller, discarded, ending, say } = setup(500)
    say('in time')
    expect(await ending).toEqual({ word: 'in time' })
    expect([clock.pendingTimers, getEventListeners(controller.signal, 'abort'), discarded]).toEqual([0, [], []])
  })

  it('needs no timer where nothing bounds the call', async () => {
    const { clock, say } = setup(Number.POSITIVE_INFINITY)
    expect(clock.pendingTimers).toBe(0)
    say('now')
  })
})
