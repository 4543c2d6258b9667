import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { type BreakerPermit, createBreaker } from './breaker.ts'

const server = new ChatError('server', 'No.')
const outcomes = ['success', 'failure', 'ignore'] as const
const rules = { consecutive: 3, openMs: 1_000, maxOpenMs: 4_000, probes: 2, successes: 2, probeTimeoutMs: 2_500 }
const ratio = { share: 0.6, minCalls: 5, windowMs: 10_000 }

type Step =
  | { type: 'admit' }
  | { type: 'end'; call: number; outcome: (typeof outcomes)[number] }
  | { type: 'wait'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ type: 'admit' }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('end'), call: fc.nat(), outcome: fc.constantFrom(...outcomes) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.integer({ min: 1, max: 3_000 }) }) },
)

/**
 * The same rules told as a history: a list of stages, of which the last is the present one, and every ending of a call
 * with its stage and time. Nothing is counted on; everything is looked up.
 */
function createModel() {
  interface Call {
    readonly stage: number
    readonly startedMs: number
    isEnded: boolean
  }
  const stages: { state: string; sinceMs: number }[] = [{ state: 'closed', sinceMs: 0 }]
  const endings: { stage: number; atMs: number; isFailure: boolean }[] = []
  const calls: Call[] = []

  const now = () => stages.length - 1
  const present = () => stages.at(-1)!
  const enterStage = (state: string, sinceMs: number) => stages.push({ state, sinceMs })
  const openMs = () => {
    const lastClosed = stages.findLastIndex(({ state }) => state === 'closed')
    const openings = stages.slice(lastClosed).filter(({ state }) => state === 'open').length
    return [1_000, 2_000, 4_000][openings - 1] ?? 4_000
  }
  const probes = () => calls.filter((call) => call.stage === now() && !call.isEnded)

  function passTime(nowMs: number): void {
    if (present().state === 'half-open') {
      const hung = probes().map(({ startedMs }) => startedMs + rules.probeTimeoutMs)
      if (Math.min(...hung) <= nowMs) enterStage('open', Math.min(...hung))
    }
    if (present().state === 'open' && present().sinceMs + openMs() <= nowMs) {
      enterStage('half-open', present().sinceMs + openMs())
    }
  }

  function shouldOpen(nowMs: number): boolean {
    const mine = endings.filter(({ stage }) => stage === now())
    if (mine.slice(-rules.consecutive).filter(({ isFailure }) => isFailure).length === rules.consecutive) return true
    const bucket = (atMs: number) => Math.floor(atMs / 1_000)
    const recent = mine.filter(({ atMs }) => bucket(atMs) > bucket(nowMs) - 10)
    const share = recent.filter(({ isFailure }) => isFailure).length / recent.length
    return recent.length >= ratio.minCalls && share >= ratio.share
  }

  return {
    state(nowMs: number): string {
      passTime(nowMs)
      return present().state
    },
    admit(nowMs: number): Call | undefined {
      passTime(nowMs)
      if (present().state === 'open') return undefined
      if (present().state === 'half-open' && probes().length === rules.probes) return undefined
      const call = { stage: now(), startedMs: nowMs, isEnded: false }
      calls.push(call)
      return call
    },
    end(call: Call, outcome: (typeof outcomes)[number], nowMs: number): void {
      passTime(nowMs)
      if (call.isEnded) return
      call.isEnded = true
      if (call.stage !== now() || outcome === 'ignore') return
      endings.push({ stage: now(), atMs: nowMs, isFailure: outcome === 'failure' })
      const isProbe = present().state === 'half-open'
      const passed = endings.filter(({ stage, isFailure }) => stage === now() && !isFailure).length
      if (outcome === 'failure' && (isProbe || shouldOpen(nowMs))) enterStage('open', nowMs)
      else if (isProbe && passed === rules.successes) enterStage('closed', nowMs)
    },
  }
}

describe('createBreaker', () => {
  it('does what a model of it does, whatever happens', () => {
    const visited = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300, size: 'max' }), (steps) => {
        let nowMs = 0
        const clock = { now: () => nowMs, monotonic: () => nowMs, after: () => () => {} }
        const breaker = createBreaker({ ...rules, ratio, clock, random: () => 0.5 })
        const model = createModel()
        const calls: { permit: BreakerPermit; call: NonNullable<ReturnType<typeof model.admit>> }[] = []
        for (const one of steps) {
          if (one.type === 'wait') nowMs += one.ms
          else if (one.type === 'admit') {
            const call = model.admit(nowMs)
            const isRefused = breaker.check() !== undefined
            expect(isRefused).toBe(call === undefined)
            if (call === undefined) expect(() => breaker.admit()).toThrow(ChatError)
            else calls.push({ permit: breaker.admit(), call })
          } else if (calls.length > 0) {
            // Mostly one of the last few, so that some are ended in time, and some much too late or twice.
            const { permit, call } = calls.at(-1 - (one.call % Math.min(calls.length, one.call % 5 === 0 ? 50 : 3)))!
            model.end(call, one.outcome, nowMs)
            if (one.outcome === 'failure') permit.failure(server)
            else permit[one.outcome]()
          }
          // Not after every step: what time changes must be right also when it is noticed late.
          if (nowMs % 3 === 0) expect(breaker.state().state).toBe(model.state(nowMs))
          visited.add(model.state(nowMs))
        }
        expect(breaker.state().state).toBe(model.state(nowMs))
      }),
      { numRuns: 400 },
    )
    expect([...visited].sort()).toEqual(['closed', 'half-open', 'open'])
  })
})
