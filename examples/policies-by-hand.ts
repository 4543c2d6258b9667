import {
  breaker,
  clocks,
  compose,
  createMemoryCounterStore,
  createRetryBudget,
  deadline,
  failOver,
  generate,
  limit,
  meter,
  openaiChat,
  quota,
  retry,
  systemClock,
} from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

const silent = simulatedProvider({ faults: { type: 'slow-headers', delayMs: 5_000 } })
const fetch = simulatedProvider({ answer: () => 'By hand, too.' })
const main = openaiChat({ model: 'gpt-5-mini', fetch: silent })
const spare = openaiChat({ model: 'qwen3', fetch })

// From the outside in: the order of the pipeline. A function, because each target has a breaker and a limit of its own.
const guarded = () =>
  compose(
    retry({ attempts: 2, baseMs: 10, budget: createRetryBudget({ capacity: 10 }) }),
    breaker({ consecutive: 3 }),
    limit({ requestsPerMinute: 500, concurrency: 10 }),
    clocks({ headersMs: 150, idleMs: 30_000 }),
  )

const route = failOver({
  handlers: new Map([
    ['main', guarded()(main)],
    ['spare', guarded()(spare)],
  ]),
  first: 'main',
  order: ['main', 'spare'],
  afterContent: 'reset',
  clock: systemClock,
})

const handler = compose(
  meter(),
  deadline({ callMs: 60_000 }),
  quota({
    rules: [{ per: 'all', requests: 1_000, window: '1h' }],
    defaultTarget: 'main',
    store: createMemoryCounterStore(),
  }),
)(route.handler)

const { text } = await generate(handler, { prompt: 'Does it work?' })
console.log(text)
console.log(
  silent.calls.map(({ ending }) => ending),
  fetch.calls.length,
  route.counts('main'),
)
