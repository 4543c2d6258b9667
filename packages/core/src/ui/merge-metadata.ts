import { isRecord } from '../chat/record.ts'

/** Objects are merged field by field, everything else is replaced. */
export function mergeMetadata(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after
  const merged: Record<string, unknown> = { ...before }
  for (const [name, value] of Object.entries(after)) {
    if (name !== '__proto__' && value !== undefined) merged[name] = mergeMetadata(before[name], value)
  }
  return merged
}
