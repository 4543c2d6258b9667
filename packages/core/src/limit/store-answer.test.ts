import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createStoreAnswer } from './store-answer.ts'

function setup(onAnswer: (value: string) => void = () => {}) {
  const clock = createTestClock()
  const answer = createStoreAnswer(clock)
  const told: string[] = []
  const errors: unknown[] = []
  const taker = {
    onAnswer(value: string) {
      told.push(value)
      onAnswer(value)
    },
    onError(error: unknown) {
      told.push('error')
      errors.push(error)
    },
    onEnd: () => told.push('end'),
  }
  return { clock, answer, told, errors, taker }
}

describe('the answer of a store elsewhere', () => {
  it('reaches its end when whoever takes it throws', async () => {
    const { answer, told, errors, taker, clock } = setup(() => {
      throw new Error('odd')
    })
    answer.await(Promise.resolve('yes'), taker)
    await clock.advance(0)
    expect(told).toEqual(['yes', 'error', 'end'])
    expect(errors).toMatchObject([{ code: 'overloaded', cause: { error: new Error('odd') } }])
    expect(answer.untilMs).toBeUndefined()
  })

  it('reaches its end when whoever is told of the failure throws, too', async () => {
    const { answer, told, taker, clock } = setup()
    const onError = () => {
      throw new Error('odd')
    }
    answer.await(Promise.reject(new Error('down')), { ...taker, onError })
    await clock.advance(0)
    answer.await(new Promise<string>(() => {}), { ...taker, onError })
    await clock.advance(5_000)
    expect(() => answer.giveUp(clock.monotonic())).toThrow('odd')
    expect(told).toEqual(['end', 'end'])
  })

  it('keeps what the store said for the log', async () => {
    const { answer, errors, taker, clock } = setup()
    answer.await(Promise.reject(new Error('redis://user:secret@host')), taker)
    await clock.advance(0)
    expect(errors).toMatchObject([
      {
        code: 'overloaded',
        message: 'The server is too busy at the moment.',
        cause: { reason: 'store', error: new Error('redis://user:secret@host') },
      },
    ])
  })

  it('is told of late, but ends once', async () => {
    const { answer, told, taker, clock } = setup()
    let arrive = (_: string) => {}
    answer.await(
      new Promise<string>((resolve) => {
        arrive = resolve
      }),
      taker,
    )
    await clock.advance(5_000)
    answer.giveUp(clock.monotonic())
    arrive('late')
    await clock.advance(0)
    expect(told).toEqual(['error', 'end', 'late'])
  })
})
