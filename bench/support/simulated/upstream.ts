import type { Handler, RateHint } from '@sluice/core'

/** A provider that exists only in virtual time. */
export interface Upstream {
  /** Resolves with the answer, with what it says of its limits; throws as a provider does. */
  ask(): Promise<RateHint | undefined>
  /** How many times it was asked. */
  readonly asked: number
  /** How many of them it refused for coming too fast. */
  readonly refused: number
}

/** The provider as a target has it. */
export function handlerOf(upstream: Upstream): Handler {
  return async function* () {
    const rateHint = await upstream.ask()
    yield { type: 'start', provider: 'simulated', model: 'simulated', rateHint }
    yield { type: 'text-delta', text: 'done' }
    yield { type: 'finish', reason: 'stop' }
  }
}
