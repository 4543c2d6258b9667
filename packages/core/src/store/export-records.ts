import type { UsageRecord } from './usage-record.ts'

/** Records, in memory or as a ledger hands them out. */
type Records = Iterable<UsageRecord> | AsyncIterable<UsageRecord>

type Cell = string | number | undefined

const columns: readonly (readonly [name: string, read: (record: UsageRecord) => Cell])[] = [
  ['id', ({ id }) => id],
  ['request_id', ({ requestId }) => requestId],
  ['at', ({ at }) => timeOf(at)],
  ['caller', ({ caller }) => caller],
  ['tags', ({ tags }) => tags && JSON.stringify(tags)],
  ['outcome', ({ outcome }) => outcome],
  ['error_code', ({ errorCode }) => errorCode],
  ['finish_reason', ({ finishReason }) => finishReason],
  ['provider', ({ provider }) => provider],
  ['model', ({ model }) => model],
  ['target', ({ target }) => target],
  ['input_tokens', ({ usage }) => usage.inputTokens],
  ['output_tokens', ({ usage }) => usage.outputTokens],
  ['cached_input_tokens', ({ usage }) => usage.cachedInputTokens],
  ['cache_write_input_tokens', ({ usage }) => usage.cacheWriteInputTokens],
  ['cache_write_1h_input_tokens', ({ usage }) => usage.cacheWrite1hInputTokens],
  ['image_input_tokens', ({ usage }) => usage.imageInputTokens],
  ['audio_input_tokens', ({ usage }) => usage.audioInputTokens],
  ['image_output_tokens', ({ usage }) => usage.imageOutputTokens],
  ['audio_output_tokens', ({ usage }) => usage.audioOutputTokens],
  ['reasoning_tokens', ({ usage }) => usage.reasoningTokens],
  ['estimated', ({ usage }) => (usage.estimated ? 'true' : 'false')],
  ['cost_cny', ({ cost }) => cost?.CNY],
  ['cost_usd', ({ cost }) => cost?.USD],
  ['unpriced', ({ unpriced }) => unpriced],
  ['attempts', ({ attempts }) => attempts.length],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['first_content_ms', ({ firstContentMs }) => firstContentMs],
  ['saved_tokens', ({ savedTokens }) => savedTokens],
]

/**
 * Records as CSV (RFC 4180) for spreadsheets: a line of names, then one for each call, in pieces of a line. Times are in
 * UTC, tags are JSON, money is exact. What a spreadsheet would take for the beginning of a formula gets an apostrophe before
 * it.
 */
export async function* toCsv(records: Records): AsyncGenerator<string, void> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`
  for await (const record of records) yield `${columns.map(([, read]) => cell(read(record))).join(',')}\r\n`
}

/** Records as JSON, one a line, in pieces of a line. Nothing is left out: each line is a record as it was. */
export async function* toJsonl(records: Records): AsyncGenerator<string, void> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`
}

function cell(value: Cell): string {
  if (value === undefined || typeof value === 'number') return String(value ?? '')
  const text = withoutFormulas(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// Full-width signs are taken for the others.
const sign = /[=+\-@＝＋－＠]/
// What some take for the end of a cell or a line, whatever separates them in truth.
const separator = /[;\t\r\n]/
// Blanks, and what is not to be seen: programs drop it before they look at the beginning of a cell.
const unseen = /[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/u

/** Names come from callers, and what begins like a formula is computed by whoever opens the file. */
function withoutFormulas(text: string): string {
  if (!sign.test(text)) return text
  let safe = ''
  let isBeginning = true
  for (const character of text) {
    if (isBeginning && sign.test(character)) safe += "'"
    isBeginning = separator.test(character) || (isBeginning && unseen.test(character))
    safe += character
  }
  return safe
}

/** A date, or the number itself where there is no such date. */
function timeOf(at: number): Cell {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : date.toISOString()
}
