import {
  budget,
  type ChatEvent,
  compose,
  createCallContext,
  createMemoryLedgerStore,
  createTokenLearner,
  type Handler,
  limit,
  meter,
  type Policy,
} from '@sluice/core'
import type { Measurements } from './measure.ts'

const model = 'qwen-plus'
const provider = 'dashscope'
const request = {
  messages: [{ role: 'user', content: 'Tell me a story about a fox and a hen, please, in a few words.' }],
  maxOutputTokens: 800,
} as const

/** Answers at once with so many deltas. */
function answering(deltas: number, text: string): Handler {
  const events: ChatEvent[] = [
    { type: 'start', provider, model },
    ...Array.from({ length: deltas }, (): ChatEvent => ({ type: 'text-delta', text })),
    { type: 'usage', usage: { inputTokens: 20, outputTokens: deltas } },
    { type: 'finish', reason: 'stop' },
  ]
  return () => ({
    [Symbol.asyncIterator]() {
      let index = 0
      return {
        next() {
          const value = events[index++]
          return Promise.resolve(value === undefined ? { done: true, value } : { done: false, value })
        },
      }
    },
  })
}

const daily = { per: 'caller', amount: '1000000', currency: 'CNY', window: '1d', timeZone: 'Asia/Shanghai' } as const
const metered = () => meter({ ledger: createMemoryLedgerStore(), learner: createTokenLearner() })
const budgeted = () => budget({ budgets: [daily], provider, model })

/** `limit()` without limits is what a budget stands in the place of. */
const stacks: Readonly<Record<string, () => Policy>> = {
  neither: () => limit(),
  meter: () => compose(metered(), limit()),
  budget: budgeted,
  both: () => compose(metered(), budgeted()),
}

async function read(handler: Handler, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) {
    const context = createCallContext({ caller: { id: `user-${call % 100}` } })
    for await (const _ of handler(request, context));
  }
}

const calls = 20_000
const deltas = 100_000

export const measurements: Measurements = Object.fromEntries(
  Object.entries(stacks).flatMap(([name, stack]) => {
    const short = stack()(answering(1, 'Hello'))
    const english = stack()(answering(deltas, ' delta'))
    const chinese = stack()(answering(deltas, '你好世界'))
    const perCall = async (start: () => void) => {
      start()
      await read(short, calls)
      return calls
    }
    const perDelta = (handler: Handler) => async (start: () => void) => {
      start()
      await read(handler, 2)
      return 2 * deltas
    }
    return [
      [name, perCall],
      [`${name}, English`, perDelta(english)],
      [`${name}, Chinese`, perDelta(chinese)],
    ]
  }),
)
