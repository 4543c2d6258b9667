import { expect, it } from 'vitest'
import { failed, oneLane, say, start } from './test-support/one-lane.ts'

it('late', async () => {
  for (const breaker of [{}, { consecutive: 1 }, { ratio: false as const }]) {
    const { read, clock, breaker: circuit } = oneLane([[start, say('a'), failed('interrupted')]], { breaker })
    const states = []
    for (let call = 0; call < 12; call++) {
      read()
      await clock.advance(1)
      states.push(circuit?.state().state)
    }
    console.log(JSON.stringify(breaker), states.join(' '))
  }
  expect(1).toBe(1)
})
