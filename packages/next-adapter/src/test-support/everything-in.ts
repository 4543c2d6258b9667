import { inspect } from 'node:util'

/** All that a log could show of an error, its causes and stacks included. */
export function everythingIn(error: unknown): string {
  const shown = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null })
  return `${shown}\n${JSON.stringify(error)}\n${error}\n${causesOf(error)}`
}

function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? ''
  return `${error.message}\n${error.stack}\n${causesOf(error.cause)}`
}
