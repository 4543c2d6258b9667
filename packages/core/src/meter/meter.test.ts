import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, Usage } from '../chat/event.ts'
import {
  type CallContextInit,
  type CallEnded,
  createCallContext,
  type Handler,
  type Observation,
} from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { meter } from './meter.ts'

const request = { messages: [{ role: 'user', content: 'hi' }], target: 'fast' } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt', target: 'chosen' }
const text: ChatEvent = { type: 'text-delta', text: 'Hello' }
const usage = { inputTokens: 5, outputTokens: 2 }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

function metered(handler: Handler | ScriptStep[], init: CallContextInit = {}) {
  const clock = createTestClock()
  const observed: Observation[] = []
  const inner = typeof handler === 'function' ? handler : scripted(...handler)
  const context = createCallContext({ requestId: 'r1', observe: (said) => observed.push(said), ...init })
  const events = meter({ clock })(inner)(request, context)
  return {
    events,
    clock,
    observed,
    ended: () => observed.filter((said): said is CallEnded => said.type === 'call-ended'),
  }
}
const passing = (clock: { value?: ReturnType<typeof createTestClock> }, ms: number) => () => clock.value?.advance(ms)

describe('meter', () => {
  it('adds usage and figures to the finish, and says the same when the call ended', async () => {
    const clock: { value?: ReturnType<typeof createTestClock> } = {}
    const wait = (ms: number) => passing(clock, ms)
    const call = metered([wait(5), start, wait(20), text, wait(100), text, { type: 'usage', usage }, finish])
    clock.value = call.clock
    const events = await readAll(call.events)
    const figures = { usage, attempts: 1, durationMs: 125, firstContentMs: 25 }
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', ...figures })
    expect(call.ended()).toEqual([
      {
        type: 'call-ended',
        requestId: 'r1',
        caller: { id: 'anonymous' },
        outcome: 'finished',
        provider: 'openai',
        model: 'gpt',
        target: 'chosen',
        finishReason: 'stop',
        error: undefined,
        ...figures,
      },
    ])
  })

  it('hands every other event on untouched', async () => {
    const given = [start, text, { type: 'usage', usage } as const]
    const read = await readAll(metered([...given, finish]).events)
    expect(read.slice(0, -1).every((event, index) => event === given[index])).toBe(true)
  })

  it('counts attempts, and time to content once', async () => {
    const clock: { value?: ReturnType<typeof createTestClock> } = {}
    const call = metered([start, passing(clock, 10), text, { type: 'reset' }, start, passing(clock, 10), text, finish])
    clock.value = call.clock
    await collect(call.events)
    expect(call.ended()).toMatchObject([{ attempts: 2, firstContentMs: 10, durationMs: 20 }])
  })

  it('accounts for a call that failed, with the error and what was received', async () => {
    const failure = new ChatError('server', 'Failed.')
    const call = metered([start, text, failure])
    await expect(collect(call.events)).rejects.toMatchObject({ code: 'server' })
    expect(call.ended()).toMatchObject([{ outcome: 'failed', error: failure, attempts: 1, usage: { estimated: true } }])
    expect(call.ended()[0]?.finishReason).toBeUndefined()
  })

  it('accounts for a call that nobody began to answer, by the target it asked for', async () => {
    const call = metered([new TypeError('bug')])
    await expect(collect(call.events)).rejects.toThrow('bug')
    expect(call.ended()).toMatchObject([
      { outcome: 'failed', error: { code: 'internal' }, attempts: 0, target: 'fast', usage: { inputTokens: 0 } },
    ])
    expect(call.ended()[0]?.firstContentMs).toBeUndefined()
  })

  it('accounts for a handler that throws at once', async () => {
    const call = metered(() => {
      throw new ChatError('not-found', 'No such model.')
    })
    await expect(collect(call.events)).rejects.toMatchObject({ code: 'not-found' })
    expect(call.ended()).toMatchObject([{ outcome: 'failed', error: { code: 'not-found' } }])
  })

  it('accounts for an aborted call, and calls it no error', async () => {
    const controller = new AbortController()
    const call = metered([start, text, () => controller.abort('stop'), text], { signal: controller.signal })
    await expect(collect(call.events)).rejects.toBe('stop')
    expect(call.ended()).toMatchObject([{ outcome: 'aborted', error: undefined, usage: { estimated: true } }])
  })

  it('accounts for a call whose reader left', async () => {
    const call = metered([start, text, text, finish])
    for await (const event of call.events) if (event.type === 'text-delta') break
    expect(call.ended()).toMatchObject([{ outcome: 'abandoned', error: undefined, usage: { estimated: true } }])
  })

  it('says nothing of a call that nobody read', async () => {
    const call = metered([start, finish])
    await Promise.resolve()
    expect(call.observed).toEqual([])
  })

  it('counts attempts of which nothing was to be seen, and none twice', async () => {
    const attempt = { requestId: 'r1', target: 't', lane: 'l' }
    const startedAs =
      (): ScriptStep =>
      ({ context }) =>
        context.observe({ type: 'attempt-started', ...attempt, queuedMs: 0 })
    const failedAs =
      (hasAnswered: boolean): ScriptStep =>
      ({ context }) =>
        context.observe({ type: 'attempt-failed', ...attempt, code: 'server', durationMs: 1, hasAnswered, usage })
    const seen: ScriptStep[] = [startedAs(), start, { type: 'usage', usage }, failedAs(false)]
    const unseen: ScriptStep[] = [startedAs(), failedAs(false)]
    const { events, observed } = metered([
      ...unseen,
      ...seen,
      startedAs(),
      start,
      text,
      { type: 'usage', usage },
      finish,
    ])
    const total = { inputTokens: 15, outputTokens: 6 }
    expect((await readAll(events)).at(-1)).toMatchObject({ usage: total, attempts: 3 })
    expect(observed.at(-1)).toMatchObject({ type: 'call-ended', usage: total, attempts: 3 })
  })

  it('counts an attempt that was left before anything was to be seen of it', async () => {
    const attempt = { requestId: 'r1', target: 't', lane: 'l' }
    const leaving =
      (controller: AbortController, usage?: Usage): ScriptStep =>
      ({ context }) => {
        context.observe({ type: 'attempt-started', ...attempt, queuedMs: 0 })
        context.observe({ type: 'attempt-abandoned', ...attempt, durationMs: 1, usage })
        controller.abort('stop')
      }
    for (const [told, expected] of [
      [usage, usage],
      [undefined, { inputTokens: expect.any(Number), outputTokens: 0, estimated: true }],
    ] as const) {
      const controller = new AbortController()
      const call = metered([leaving(controller, told), start], { signal: controller.signal })
      await expect(readAll(call.events)).rejects.toBe('stop')
      const last = call.observed.at(-1)
      expect(last).toMatchObject({ type: 'call-ended', outcome: 'aborted', attempts: 1, usage: expected })
    }
  })
})

async function readAll(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const read: ChatEvent[] = []
  for await (const event of events) read.push(event)
  return read
}
