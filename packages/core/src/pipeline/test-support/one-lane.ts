import { type Breaker, createBreaker } from '../../breaker/breaker.ts'
import type { BreakerOptions } from '../../breaker/breaker-options.ts'
import { ChatError, type ChatErrorCode } from '../../chat/errors.ts'
import type { ChatEvent, Usage } from '../../chat/event.ts'
import { type CallContextInit, createCallContext, type Handler, type Observation } from '../../chat/handler.ts'
import type { ChatRequest } from '../../chat/request.ts'
import { createLimiter, type Limiter } from '../../limit/limiter.ts'
import type { LimiterOptions } from '../../limit/limiter-options.ts'
import { type ScriptStep, scripted } from '../../testing/scripted.ts'
import { createTestClock, type TestClock } from '../../testing/test-clock.ts'
import { attempt } from '../attempt.ts'
import type { AttemptOptions } from '../attempt-options.ts'

export const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
export const finish: ChatEvent = { type: 'finish', reason: 'stop' }
export const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
export const answer = [start, say('a'), finish]
/** What is read of `answer`. */
export const whole = ['start', 'a', 'finish', 'done']

export const used = (inputTokens: number, outputTokens: number): { type: 'usage'; usage: Usage } => ({
  type: 'usage',
  usage: { inputTokens, outputTokens },
})
export const failed = (code: ChatErrorCode, retryAfterMs?: number) => new ChatError(code, 'No.', { retryAfterMs })
export const never = () => new Promise<never>(() => {})
export const pause = (clock: TestClock, ms: number) => () =>
  new Promise<void>((resolve) => void clock.after(ms, resolve))

/** A handler that plays one script for each call, the last one for all that follow. */
export function inTurn(...scripts: readonly (readonly ScriptStep[])[]): { handler: Handler; asked: () => number } {
  let asked = 0
  return {
    handler: (...call) => scripted(...(scripts[asked++] ?? scripts.at(-1) ?? []))(...call),
    asked: () => asked,
  }
}

/** Begins to read. What has been read is in the list: texts, types of other events, and how it ended. */
export function readInto(iterator: AsyncIterator<ChatEvent>): unknown[] {
  const list: unknown[] = []
  const reading = async () => {
    for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
      list.push(result.value.type === 'text-delta' ? result.value.text : result.value.type)
    }
    list.push('done')
  }
  reading().catch((error: unknown) => list.push(error instanceof ChatError ? error.code : error))
  return list
}

export interface OneLaneOptions extends Partial<Omit<AttemptOptions, 'breaker' | 'limiter' | 'clock'>> {
  clock?: TestClock
  limit?: LimiterOptions
  breaker?: BreakerOptions | false
}

export interface OneLane {
  clock: TestClock
  limiter: Limiter
  breaker: Breaker | undefined
  observed: Observation[]
  open(init?: CallContextInit, request?: Partial<ChatRequest>): AsyncIterator<ChatEvent>
  read(init?: CallContextInit, request?: Partial<ChatRequest>): unknown[]
  asked(): number
}

/** One lane with a circuit and a limiter, and `attempt` around a handler that plays `scripts`. */
export function oneLane(scripts: readonly (readonly ScriptStep[])[], options: OneLaneOptions = {}): OneLane {
  const { limit, breaker: breakerOptions = {}, clock = createTestClock(), ...rest } = options
  const limiter = createLimiter({ clock, ...limit })
  const breaker = breakerOptions === false ? undefined : createBreaker({ clock, random: () => 0.5, ...breakerOptions })
  const observed: Observation[] = []
  const { handler, asked } = inTurn(...scripts)
  const policy = attempt({
    target: 't',
    lane: 'l',
    provider: 'p',
    model: 'm',
    budgets: undefined,
    learner: undefined,
    whenOpen: 'fail',
    countsTokens: false,
    maxWaitMs: 60_000,
    learnsFromRefusals: false,
    hasOther: () => false,
    ...rest,
    limiter,
    breaker,
    clock,
  })
  const open: OneLane['open'] = (init, request) => {
    const context = createCallContext({ observe: (said) => observed.push(said), requestId: 'r', ...init })
    const messages = [{ role: 'user', content: 'hi' }] as const
    return policy(handler)({ messages, ...request }, context)[Symbol.asyncIterator]()
  }
  return { clock, limiter, breaker, observed, open, read: (...call) => readInto(open(...call)), asked }
}
