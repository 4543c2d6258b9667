import { createBreaker, createRetry } from '@sluice/core'
import { ConsecutiveBreaker, circuitBreaker, handleAll, retry, SamplingBreaker } from 'cockatiel'
import type { Measurements } from './measure.ts'

const calls = 500_000
const succeed = async () => 1

async function each(run: () => PromiseLike<number>): Promise<number> {
  let sum = 0
  for (let call = 0; call < calls; call++) sum += await run()
  if (sum !== calls) throw new Error(`${sum} of ${calls} succeeded`)
  return calls
}

/** µs a call. */
export const measurements: Measurements = {
  'bare await': () => each(succeed),
  'bare await, wrapped': () => each(async () => await succeed()),
  'sluice breaker': () => {
    const breaker = createBreaker()
    return each(() => breaker.run(succeed))
  },
  'cockatiel breaker, consecutive': () => {
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(5) })
    return each(() => breaker.execute(succeed))
  },
  'cockatiel breaker, sampling': () => {
    const rule = new SamplingBreaker({ threshold: 0.5, duration: 30_000 })
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: rule })
    return each(() => breaker.execute(succeed))
  },
  'sluice retry': () => {
    const again = createRetry()
    return each(() => again.run(succeed))
  },
  'cockatiel retry': () => {
    const again = retry(handleAll, { maxAttempts: 3 })
    return each(() => again.execute(succeed))
  },
}
