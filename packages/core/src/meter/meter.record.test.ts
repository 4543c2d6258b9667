import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext, type Observation } from '../chat/handler.ts'
import type { Price } from '../money/price.ts'
import { createPriceList } from '../money/price-list.ts'
import { createMemoryLedgerStore } from '../store/memory-ledger-store.ts'
import type { UsageRecord } from '../store/usage-record.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { meter } from './meter.ts'

const price = (provider: string, model: string, currency: 'CNY' | 'USD', input: string, output: string): Price => ({
  ...{ provider, model, currency, rates: { input, output } },
  ...{ asOf: '2026-11', source: 'test' },
})
const prices = createPriceList([price('p', 'm', 'CNY', '1', '10'), price('q', 'n', 'USD', '2', '20')])
const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm', target: 't' }
const other: ChatEvent = { type: 'start', provider: 'q', model: 'n', target: 'u' }
const text: ChatEvent = { type: 'text-delta', text: 'Hello there, how are you today?' }
const used = (inputTokens: number, outputTokens: number): ChatEvent => ({
  type: 'usage',
  usage: { inputTokens, outputTokens },
})
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const attempt = { requestId: 'r1', target: 't', lane: 'l' }
const startedAs =
  (target = 't', model = 'm', provider = 'p'): ScriptStep =>
  ({ context }) =>
    context.observe({ type: 'attempt-started', ...attempt, target, provider, model, queuedMs: 0 })

async function metered(steps: ScriptStep[], init: CallContextInit = {}, leaveAfter = Number.POSITIVE_INFINITY) {
  const clock = createTestClock()
  const ledger = createMemoryLedgerStore()
  const observed: Observation[] = []
  const context = createCallContext({
    requestId: 'r1',
    caller: { id: 'ann', tags: { team: 'red' } },
    observe: (said) => observed.push(said),
    ...init,
  })
  const events: ChatEvent[] = []
  try {
    for await (const event of meter({ clock, ledger, prices })(scripted(...steps))(request, context)) {
      events.push(event)
      if (events.length >= leaveAfter) break
    }
  } catch {
    // The record is what counts here.
  }
  const records: UsageRecord[] = []
  for await (const record of ledger.records()) records.push(record)
  return { events, observed, records, clock }
}

describe('the record of a call', () => {
  it('says all there is to say of one that went well, and the finish its cost', async () => {
    const { records, events, clock } = await metered([startedAs(), start, text, used(1_000, 200), finish])
    const usage = { inputTokens: 1_000, outputTokens: 200 }
    const who = { target: 't', provider: 'p', model: 'm' }
    expect(records).toEqual([
      {
        id: expect.any(String),
        requestId: 'r1',
        at: clock.now(),
        caller: 'ann',
        tags: { team: 'red' },
        outcome: 'finished',
        finishReason: 'stop',
        ...who,
        usage,
        cost: { CNY: '0.003' },
        attempts: [{ ...who, lane: 'l', outcome: 'finished', usage, cost: { CNY: '0.003' }, durationMs: 0 }],
        durationMs: 0,
        firstContentMs: 0,
      },
    ])
    expect(events.at(-1)).toMatchObject({ type: 'finish', cost: { CNY: '0.003' } })
  })

  it('is one of its own, though the application gave two calls one id', async () => {
    const ledger = createMemoryLedgerStore()
    for (const _ of [1, 2]) {
      const context = createCallContext({ requestId: 'same' })
      for await (const _ of meter({ ledger, prices })(scripted(start, used(1, 1), finish))(request, context));
    }
    const ids = new Set<string>()
    for await (const { id, requestId } of ledger.records()) {
      expect(requestId).toBe('same')
      ids.add(id)
    }
    expect(ids.size).toBe(2)
  })

  it('bills a failed answer by what was received, and names the error', async () => {
    const { records, observed } = await metered([start, text, new ChatError('interrupted', 'Cut.')])
    expect(records).toMatchObject([
      { outcome: 'failed', errorCode: 'interrupted', usage: { estimated: true }, attempts: [{ outcome: 'failed' }] },
    ])
    const { outputTokens, inputTokens } = records[0]!.usage
    expect(outputTokens).toBeGreaterThan(5)
    const micros = inputTokens * 1 + outputTokens * 10
    expect(records[0]!.cost).toEqual({ CNY: (micros / 1e6).toFixed(6).replace(/0+$/, '') })
    expect(observed.at(-1)).toMatchObject({ type: 'call-ended', cost: records[0]!.cost })
  })

  it('bills an aborted and an abandoned answer by what was received', async () => {
    const controller = new AbortController()
    const aborted = await metered([start, text, () => controller.abort(), text], { signal: controller.signal })
    const abandoned = await metered([start, text, text, finish], {}, 2)
    for (const [{ records }, outcome] of [
      [aborted, 'aborted'],
      [abandoned, 'abandoned'],
    ] as const) {
      expect(records).toMatchObject([{ outcome, attempts: [{ outcome }], usage: { estimated: true } }])
      expect(records[0]!.cost).toEqual(aborted.records[0]!.cost)
    }
  })

  it('keeps both attempts of a call that failed over, each in its currency', async () => {
    const failed: ScriptStep = ({ context }) =>
      context.observe({
        ...{ type: 'attempt-failed', ...attempt, code: 'server', durationMs: 5, hasAnswered: true },
        usage: { inputTokens: 500, outputTokens: 10 },
      })
    const steps = [startedAs(), start, text, used(500, 10), failed, { type: 'reset' } as const]
    const { records, events } = await metered([...steps, startedAs('u', 'n', 'q'), other, text, used(100, 50), finish])
    expect(records).toHaveLength(1)
    const [record] = records
    expect(record).toMatchObject({
      target: 'u',
      usage: { inputTokens: 600 },
      attempts: [
        { target: 't', outcome: 'failed', errorCode: 'server', durationMs: 5, cost: { CNY: expect.any(String) } },
        { target: 'u', outcome: 'finished', cost: { USD: '0.0012' } },
      ],
    })
    expect(record?.cost).toEqual({ CNY: record?.attempts[0]?.cost?.CNY, USD: '0.0012' })
    expect(events.at(-1)).toMatchObject({ cost: record?.cost })
  })

  it('keeps attempts of which nothing was seen, and one that was left at once', async () => {
    const failed: ScriptStep = ({ context }) =>
      context.observe({ type: 'attempt-failed', ...attempt, code: 'network', durationMs: 1, hasAnswered: false })
    const controller = new AbortController()
    const left: ScriptStep = ({ context }) => {
      context.observe({ type: 'attempt-abandoned', ...attempt, durationMs: 2 })
      controller.abort()
    }
    const { records } = await metered([startedAs(), failed, startedAs(), left, start], { signal: controller.signal })
    expect(records).toMatchObject([
      {
        outcome: 'aborted',
        attempts: [
          { outcome: 'failed', errorCode: 'network', usage: { inputTokens: 0 } },
          { outcome: 'abandoned', usage: { estimated: true, outputTokens: 0 }, cost: { CNY: expect.any(String) } },
        ],
      },
    ])
    expect(records[0]!.attempts[0]?.cost).toBeUndefined()
  })

  it('is kept of a refusal too, which costs nothing', async () => {
    const { records } = await metered([new ChatError('rate-limited', 'No.')])
    expect(records).toMatchObject([{ outcome: 'failed', errorCode: 'rate-limited', attempts: [] }])
    expect(records[0]).not.toHaveProperty('cost.CNY')
  })

  it('has no cost where no price is known, and says so once for each model', async () => {
    const nobody: ChatEvent = { type: 'start', provider: 'x', model: 'y' }
    const clock = createTestClock()
    const ledger = createMemoryLedgerStore()
    const observed: Observation[] = []
    const handler = meter({ clock, ledger, prices })(scripted(nobody, used(5, 5), finish))
    for (const requestId of ['one', 'two']) {
      const events: ChatEvent[] = []
      const context = createCallContext({ requestId, observe: (said) => observed.push(said) })
      for await (const event of handler(request, context)) events.push(event)
      expect(events.at(-1)).not.toHaveProperty('cost')
    }
    expect(observed.filter(({ type }) => type === 'price-unknown')).toEqual([
      { type: 'price-unknown', provider: 'x', model: 'y' },
    ])
    expect(await ledger.sum()).toMatchObject([{ calls: 2, unpriced: 2, cost: {} }])
  })

  it('says how much a shorter prompt has saved', async () => {
    const shortened: ScriptStep = ({ context }) =>
      context.observe({ type: 'prompt-shortened', requestId: 'r1', savedTokens: 40, steps: ['compress'] })
    expect((await metered([shortened, start, finish])).records).toMatchObject([{ savedTokens: 40 }])
  })

  it('harms nobody where it cannot be kept', async () => {
    const kept: Promise<unknown>[] = []
    const failing = (append: () => Promise<void> | void) => ({ ...createMemoryLedgerStore(), append })
    for (const append of [() => Promise.reject(new Error('full')), () => void raise()]) {
      const observed: Observation[] = []
      const context = createCallContext({
        observe: (said) => observed.push(said),
        waitUntil: (work) => kept.push(work),
      })
      for await (const _ of meter({ ledger: failing(append), prices })(scripted(start, finish))(request, context));
      await Promise.all(kept)
      const told = observed.find(({ type }) => type === 'ledger-failed')
      expect(told).toMatchObject({ records: 1, error: { message: 'full' } })
    }
    expect(kept).toHaveLength(1)
  })
})

function raise(): never {
  throw new Error('full')
}
