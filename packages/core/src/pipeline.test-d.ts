import { createPipeline } from './pipeline.ts'
import type { Target } from './route/target.ts'
import { scripted } from './testing/scripted.ts'

const target: Target = { provider: 'p', model: 'm', handler: scripted() }
const targets = { gpt: target, claude: target }

createPipeline({
  targets,
  order: ['gpt', 'claude'],
  afterContent: 'continue',
  limit: { gpt: { requestsPerMinute: 60, concurrency: 'adaptive' }, claude: { countsCachedInput: false } },
  quota: [
    { per: 'caller', requests: 1, window: '1m' },
    { per: 'model', tokens: 1, window: '1h' },
    { per: 'all', requests: 1, window: 5_000 },
    { per: 'tag:team', requests: 1, window: '1d' },
  ],
  clocks: (name) => (name === 'gpt' ? { idleMs: false } : false),
  retry: { budget: false },
  breaker: { whenOpen: 'wait' },
}).snapshot().targets.claude.lanes

// @ts-expect-error There is no such target to turn to.
createPipeline({ targets, order: ['gpt', 'gemini'] })
// @ts-expect-error Nor one to limit.
createPipeline({ targets, limit: { gemini: { requestsPerMinute: 60 } } })
// @ts-expect-error A provider grants nothing of that name.
createPipeline({ targets, limit: { gpt: { requestsPerSecond: 1 } } })
// @ts-expect-error How many may be in flight is a number, or found out.
createPipeline({ targets, limit: { gpt: { concurrency: 'many' } } })
// @ts-expect-error It is asked for the clocks of its own targets only.
createPipeline({ targets, clocks: (name) => (name === 'gemini' ? false : {}) })
// @ts-expect-error There is no such clock.
createPipeline({ targets, clocks: { totalMs: 1_000 } })
// @ts-expect-error An answer starts again, goes on, or fails.
createPipeline({ targets, afterContent: 'retry' })
// @ts-expect-error A quota is a caller's, a tag's, a model's or everybody's.
createPipeline({ targets, quota: [{ per: 'user', requests: 1, window: '1m' }] })
// @ts-expect-error Only some stretches of time have names.
createPipeline({ targets, quota: [{ per: 'all', requests: 1, window: '2m' }] })
// @ts-expect-error A call fails or waits while a circuit is open.
createPipeline({ targets, breaker: { whenOpen: 'later' } })
// @ts-expect-error A budget is an object, or there is none.
createPipeline({ targets, retry: { budget: true } })
// @ts-expect-error A snapshot knows its own targets only.
createPipeline({ targets }).snapshot().targets.gemini
