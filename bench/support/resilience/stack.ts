import {
  createCallContext,
  createPipeline,
  type Handler,
  meter,
  type Pipeline,
  type PipelineOptions,
} from '@sluice/core'
import { ConsecutiveBreaker, circuitBreaker, handleAll, retry, TimeoutStrategy, timeout, wrap } from 'cockatiel'
import type { Measurements } from './measure.ts'

const calls = 30_000
const request = { messages: [{ role: 'user', content: 'Hello' }], maxOutputTokens: 100 } as const

const handler: Handler = async function* () {
  yield { type: 'start', provider: 'bench', model: 'bench' }
  yield { type: 'text-delta', text: 'Hello' }
  yield { type: 'finish', reason: 'stop' }
}
const target = { provider: 'bench', model: 'bench', handler }

async function ask(asked: Handler): Promise<number> {
  for (let call = 0; call < calls; call++) {
    let last: string | undefined
    for await (const { type } of asked(request, createCallContext())) last = type
    if (last !== 'finish') throw new Error('The answer is not complete.')
  }
  return calls
}

function pipeline(options?: Partial<PipelineOptions<'it'>>): Pipeline {
  return createPipeline({ targets: { it: target }, logger: { warn() {}, error() {} }, ...options })
}

async function execute(run: () => Promise<unknown>): Promise<number> {
  for (let call = 0; call < calls; call++) await run()
  return calls
}
const nothing = async () => 1

/** µs a call. */
export const measurements: Measurements = {
  'handler alone': () => ask(handler),
  'accounts alone': () => ask(meter()(handler)),
  'sluice, without resilience': () => ask(pipeline({ retry: false, breaker: false, clocks: false, callMs: false })),
  sluice: () => ask(pipeline()),
  'sluice, limit and quota': () => {
    const most = 1_000_000_000
    const limit = { it: { requestsPerMinute: most, tokensPerMinute: most, concurrency: 100 } }
    return ask(pipeline({ limit, quota: [{ per: 'caller', requests: most, tokens: most, window: '1m' }] }))
  },
  'bare await': () => execute(nothing),
  'cockatiel: retry, breaker, timeout': () => {
    const policy = wrap(
      retry(handleAll, { maxAttempts: 3 }),
      circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(5) }),
      timeout(30_000, TimeoutStrategy.Cooperative),
    )
    return execute(() => policy.execute(nothing))
  },
}
