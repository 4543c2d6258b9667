/** Whether a field holds text, and not nothing. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** A tool call's arguments as text. Some servers give the object itself. */
export function argumentsOf(given: unknown): string {
  if (typeof given === 'string') return given
  return typeof given === 'object' && given !== null ? JSON.stringify(given) : ''
}
