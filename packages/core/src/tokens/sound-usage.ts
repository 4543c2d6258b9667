import type { Usage } from '../chat/event.ts'

/**
 * A usage whose numbers are counts, as a handler of one's own may give it; `undefined` for one that says nothing of input and
 * output. The very object where nothing is wrong.
 */
export function soundUsage(usage: Usage): Usage | undefined {
  if (!isAmount(usage.inputTokens) || !isAmount(usage.outputTokens)) return undefined
  for (const field in usage) {
    const value: unknown = usage[field as keyof Usage]
    if (field !== 'estimated' && value !== undefined && !(Number.isInteger(value) && isAmount(value)))
      return mended(usage)
  }
  return usage
}

// So many that sums of them stay exact.
const mostTokens = 1e12

/** Parts of a token are counted as a whole one, and what is no amount is left out. */
function mended(usage: Usage): Usage {
  const entries = Object.entries(usage).flatMap(([field, value]) => {
    if (field === 'estimated') return value === true ? [[field, value]] : []
    return isAmount(value) ? [[field, Math.ceil(value)]] : []
  })
  return Object.fromEntries(entries) as Usage
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= mostTokens
}
