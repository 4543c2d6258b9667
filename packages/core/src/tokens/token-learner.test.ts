import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateParts } from './estimate.ts'
import { createTokenLearner } from './token-learner.ts'

const english = estimateParts('The water of the canal is let through the gate when the ship has come. '.repeat(20))
const chinese = estimateParts('船到了以后，人们打开闸门，让运河的水流过去。'.repeat(20))
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

describe('a token learner', () => {
  it('knows nothing at first', () => {
    expect(createTokenLearner().factor('m')).toBe(1)
    expect(createTokenLearner().factor('m', english)).toBe(1)
  })

  it('learns what a model counts, and of that model alone', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 30; answer++) learner.learn('m', { estimated: 1_000, actual: 1_400 })
    expect(learner.factor('m')).toBeGreaterThan(1.35)
    expect(learner.factor('m')).toBeLessThan(1.42)
    expect(learner.factor('other')).toBe(1)
  })

  it('is not swung by the first answer', () => {
    const learner = createTokenLearner()
    learner.learn('m', { estimated: 100, actual: 300 })
    expect(learner.factor('m')).toBeLessThan(1.4)
  })

  it('learns of each script by itself when told what an estimate is made of', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 20; answer++) {
      learner.learn('m', { estimated: english, actual: sum(english) })
      learner.learn('m', { estimated: chinese, actual: 1.6 * sum(chinese) })
    }
    expect(learner.factor('m', english)).toBeCloseTo(1, 1)
    expect(learner.factor('m', chinese)).toBeCloseTo(1.6, 1)
    const usual = learner.factor('m')
    expect(usual).toBeGreaterThan(1.1)
    expect(usual).toBeLessThan(1.6)
  })

  it('follows a model that changes', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 500; answer++) learner.learn('m', { estimated: 500, actual: 500 })
    for (let answer = 0; answer < 100; answer++) learner.learn('m', { estimated: 500, actual: 650 })
    expect(learner.factor('m')).toBeGreaterThan(1.2)
  })

  it.each([
    [0, 10],
    [10, 0],
    [-10, 10],
    [10, -10],
    [Number.NaN, 10],
    [10, Number.NaN],
    [Number.POSITIVE_INFINITY, 10],
    [10, Number.POSITIVE_INFINITY],
    [10, 1_000],
    [1_000, 10],
    [[], 10],
    [[Number.NaN, 10], 10],
    [[-5, 15], 10],
  ])('ignores a lesson of %j estimated and %d reported', (estimated, actual) => {
    const learner = createTokenLearner()
    learner.learn('m', { estimated, actual })
    expect(learner.toJSON()).toEqual({ models: [] })
    expect(learner.factor('m')).toBe(1)
  })

  it('always corrects by 0.25 to 4, whatever it is told', () => {
    const count = fc.oneof(fc.double({ min: 0, max: 1e10 }), fc.double())
    const lessons = fc.array(fc.tuple(fc.oneof(count, fc.array(count, { maxLength: 20 })), count))
    fc.assert(
      fc.property(lessons, fc.array(count, { maxLength: 20 }), (lessons, parts) => {
        const learner = createTokenLearner()
        for (const [estimated, actual] of lessons) learner.learn('m', { estimated, actual })
        for (const factor of [learner.factor('m'), learner.factor('m', parts), learner.factor('m', english)]) {
          expect(factor).toBeGreaterThanOrEqual(0.25)
          expect(factor).toBeLessThanOrEqual(4)
        }
      }),
    )
  })

  it('forgets the model that was of no use for longest', () => {
    const learner = createTokenLearner({ maxModels: 2 })
    const lesson = { estimated: 1_000, actual: 2_000 }
    learner.learn('a', lesson)
    learner.learn('b', lesson)
    learner.factor('a')
    learner.learn('c', lesson)
    expect(learner.toJSON().models.map(([model]) => model)).toEqual(['a', 'c'])
    expect(learner.factor('b')).toBe(1)
    expect(learner.factor('a')).toBeGreaterThan(1)
  })

  it('does not remember names without end', () => {
    const learner = createTokenLearner()
    learner.learn('m'.repeat(1_000), { estimated: 1_000, actual: 2_000 })
    expect(learner.toJSON().models).toEqual([])
  })

  it('goes on where it was saved', () => {
    const learner = createTokenLearner()
    for (const model of ['10', '2', 'm']) learner.learn(model, { estimated: english, actual: 900 })
    const saved: unknown = JSON.parse(JSON.stringify(learner))
    const restored = createTokenLearner({ saved })
    expect(restored.toJSON()).toEqual(learner.toJSON())
    expect(restored.factor('m', english)).toBe(learner.factor('m', english))
    expect(
      createTokenLearner({ saved, maxModels: 1 })
        .toJSON()
        .models.map(([model]) => model),
    ).toEqual(['m'])
  })

  it.each([
    null,
    3,
    'x',
    {},
    { models: 3 },
    { models: [null, 3, ['m'], ['m', []], ['m', Array(27).fill('1')], [3, Array(27).fill(1)]] },
    { models: [['m', Array(27).fill(Number.NaN)]] },
    { models: [['m', Array(27).fill(-1)]] },
    { models: [['m', Array(27).fill(1e300)]] },
    { models: [['m'.repeat(1_000), Array(27).fill(1)]] },
  ])('starts anew from what makes no sense: %j', (saved) => {
    expect(createTokenLearner({ saved }).toJSON()).toEqual({ models: [] })
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses to remember %d models', (maxModels) => {
    expect(() => createTokenLearner({ maxModels })).toThrow(RangeError)
  })
})
