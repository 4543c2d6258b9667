import { createRandom, type Fault, type SimulatedRequest } from '@sluice/core/testing'

// Every way to fail that there is; each as likely as another.
const faults: readonly Fault[] = [
  { type: 'status', status: 429, retryAfterMs: 30 },
  { type: 'status', status: 500 },
  { type: 'status', status: 503 },
  { type: 'status', status: 529 },
  { type: 'network' },
  { type: 'html' },
  { type: 'slow-headers', delayMs: 60_000 },
  { type: 'stall', after: 0 },
  { type: 'stall', after: 3 },
  { type: 'cut', after: 0 },
  { type: 'cut', after: 3 },
  { type: 'cut', after: 3, isTorn: true },
  { type: 'error-event', after: 0 },
  { type: 'error-event', after: 3 },
  { type: 'garbage', after: 0 },
  { type: 'garbage', after: 3 },
]

/** One in five calls fails, in all ways. The same request meets the same faults in every run, however calls interleave. */
export function mixedFaults(seed: number): (request: SimulatedRequest) => Fault | undefined {
  const attempts = new Map<number, number>()
  return ({ prompt }) => {
    const number = numberIn(prompt)
    const attempt = attempts.get(number) ?? 0
    attempts.set(number, attempt + 1)
    // This one keeps everybody away for a whole second, so there are few of them.
    if (attempt === 0 && number % 250 === 50) return { type: 'status', status: 429 }
    const random = createRandom(number * 64 + attempt * 4 + seed)
    return random() < 0.2 ? faults[Math.floor(random() * faults.length)] : undefined
  }
}

/** A question like no other; its answer is to repeat it. */
export function questionOf(number: number): string {
  return `Question ${number}: 你好 ${'and so on '.repeat(1 + (number % 5))}✓ ${number * 7_919}`
}

/** Which question a provider is asked. */
export function numberIn(prompt: string): number {
  return Number(/\d+/.exec(prompt)?.[0])
}
