import { validateMessages } from '@sluice/next-adapter'
import { messageSchemas, type TripMessage } from './messages.ts'

/** Stands for a table with a column of JSON. With several users the key also holds the user's id. */
const table = new Map<string, string>()

export async function saveHistory(id: string, messages: readonly TripMessage[]): Promise<void> {
  table.set(id, JSON.stringify(messages))
}

export async function loadHistory(id: string): Promise<TripMessage[]> {
  const row: unknown = JSON.parse(table.get(id) ?? '[]')
  // It may be older than the schemas, and the process that wrote it may have died on the way.
  return validateMessages(row, { ...messageSchemas, repair: true })
}
