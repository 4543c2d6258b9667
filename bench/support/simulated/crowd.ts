import { ChatError, createPipeline, generate, type LimitOptions } from '@sluice/core'
import { createRandom } from '@sluice/core/testing'
import { handlerOf, type Upstream } from './upstream.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** How calls that were all made at once ended. */
export interface CrowdResult {
  /** Until the last one ended. */
  seconds: number
  done: number
  /** How often the provider was asked. */
  asked: number
  refused: number
}

export interface CrowdOptions {
  calls: number
  seed: number
  upstream: (clock: VirtualClock, random: () => number) => Upstream
  limit: LimitOptions
}

/** All calls at once through a pipeline in front of one provider, in virtual time. */
export async function runCrowd({ calls, seed, upstream, limit }: CrowdOptions): Promise<CrowdResult> {
  const clock = createVirtualClock()
  const provider = upstream(clock, createRandom(seed))
  const patience = 3_600_000
  const pipeline = createPipeline({
    targets: { it: { provider: 'simulated', model: 'simulated', handler: handlerOf(provider) } },
    limit: { it: { maxWaitMs: patience, ...limit } },
    retry: { attempts: 4 },
    breaker: { whenOpen: 'wait' },
    callMs: patience,
    logger: { warn() {}, error() {} },
    random: createRandom(seed + 1_000),
    clock,
  })
  let done = 0
  let endedMs = 0
  async function call(): Promise<void> {
    try {
      await generate(pipeline, { messages: [{ role: 'user', content: 'go' }] })
      done++
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
    }
    endedMs = clock.monotonic()
  }
  await clock.run(Promise.all(Array.from({ length: calls }, call)))
  return { seconds: endedMs / 1_000, done, asked: provider.asked, refused: provider.refused }
}
