import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateParts } from './estimate.ts'
import { createTokenLearner, type TokenLearner } from './token-learner.ts'

const english = estimateParts('The water of the canal is let through the gate when the ship has come. '.repeat(20))
const chinese = estimateParts('船到了以后，人们打开闸门，让运河的水流过去。'.repeat(20))
const mixed = estimateParts(
  '船到了以后，人们打开闸门。 The water of the 12 canals is let through the gate. '.repeat(20),
)
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

function teach(learner: TokenLearner, parts: readonly number[], times: number): void {
  learner.learn('m', { estimated: parts, actual: times * sum(parts) })
}

function expectNear(factor: number, wanted: number): void {
  expect(Math.abs(factor / wanted - 1)).toBeLessThan(0.1)
}

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

  it.each([
    null,
    undefined,
    {},
    3,
    'x',
    { actual: 10 },
    { estimated: null, actual: 10 },
    { estimated: '10', actual: '10' },
  ])('ignores %j for a lesson', (lesson) => {
    const learner = createTokenLearner()
    learner.learn('m', lesson as never)
    expect(learner.toJSON()).toEqual({ models: [] })
  })

  describe.each([0, 300])('after %i right reports', (history) => {
    it.each([1, 5, 20, 50])('recovers from %i pairs of wrong ones', (pairs) => {
      for (const order of [1, -1]) {
        const learner = createTokenLearner()
        for (let answer = 0; answer < history; answer++) teach(learner, mixed, 1)
        const wrong = [[chinese, 9.5] as const, [english, 0.11] as const].toSorted(() => order)
        for (let pair = 0; pair < pairs; pair++) for (const [parts, times] of wrong) teach(learner, parts, times)
        for (let answer = 0; answer < 200; answer++) teach(learner, [mixed, chinese, english][answer % 3] ?? mixed, 1)
        for (const parts of [mixed, chinese, english]) expectNear(learner.factor('m', parts), 1)
        expectNear(learner.factor('m'), 1)
      }
    })

    it('recovers by mixed texts alone', () => {
      const learner = createTokenLearner()
      for (let answer = 0; answer < history; answer++) teach(learner, mixed, 1)
      for (let pair = 0; pair < 5; pair++) {
        teach(learner, chinese, 9.5)
        teach(learner, english, 0.11)
      }
      for (let answer = 0; answer < 200; answer++) teach(learner, mixed, 1)
      expectNear(learner.factor('m', mixed), 1)
    })
  })

  it.each([-100, 100, 0, 4, 0.25])('recovers from a saved factor of %d of which it was sure', (factor) => {
    const state = [...Array(9).fill(factor), ...Array(9).fill(1e-300), ...Array(9).fill(1e9)]
    const learner = createTokenLearner({ saved: { models: [['m', state]] } })
    for (let answer = 0; answer < 50; answer++) teach(learner, mixed, 1)
    expectNear(learner.factor('m', mixed), 1)
  })

  it('does not believe a few reports that are far off what it knows', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 50; answer++) teach(learner, mixed, 1.2)
    const before = learner.factor('m', mixed)
    for (let answer = 0; answer < 200; answer++) teach(learner, mixed, answer % 5 === 0 ? 4.5 : 1.2)
    expect(Math.abs(learner.factor('m', mixed) / before - 1)).toBeLessThan(0.02)
  })

  it.each([
    [3.5, 1],
    [0.3, 1],
    [1, 3.5],
    [3.5, 0.3],
  ])('finds a model within 50 reports that counts %d times as many now, and had %d', (now, before) => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 500; answer++) teach(learner, mixed, before)
    for (let answer = 0; answer < 50; answer++) teach(learner, mixed, now)
    expectNear(learner.factor('m', mixed), now)
  })

  it('finds that one script has changed, though the others have not', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 500; answer++) teach(learner, answer % 2 === 0 ? chinese : english, 1)
    for (let answer = 0; answer < 120; answer++) {
      if (answer % 2 === 0) teach(learner, chinese, 3)
      else teach(learner, english, 1)
    }
    expectNear(learner.factor('m', chinese), 3)
    expectNear(learner.factor('m', english), 1)
  })

  it('learns of a script that is new to it, however far off', () => {
    const learner = createTokenLearner()
    for (let answer = 0; answer < 50; answer++) teach(learner, english, 1)
    for (let answer = 0; answer < 5; answer++) teach(learner, chinese, 3)
    expectNear(learner.factor('m', chinese), 3)
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
