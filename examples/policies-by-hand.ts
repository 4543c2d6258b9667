import {
  clocks,
  compose,
  createMemoryCounterStore,
  createRetryBudget,
  deadline,
  generate,
  meter,
  openaiChat,
  quota,
  retry,
} from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

const fetch = simulatedProvider({ answer: () => 'By hand, too.', faults: [{ type: 'slow-headers', delayMs: 5_000 }] })
const provider = openaiChat({ model: 'gpt-5-mini', fetch })

// From the outside in: the order of the pipeline.
const handler = compose(
  meter(),
  deadline({ callMs: 60_000 }),
  quota({
    rules: [{ per: 'all', requests: 1_000, window: '1h' }],
    defaultTarget: 'gpt',
    store: createMemoryCounterStore(),
  }),
  retry({ attempts: 3, baseMs: 10, budget: createRetryBudget({ capacity: 10 }) }),
  clocks({ headersMs: 150, idleMs: 30_000 }),
)(provider)

const { text } = await generate(handler, { prompt: 'Does it work?' })
console.log(text)
console.log(fetch.calls.map(({ ending }) => ending))
