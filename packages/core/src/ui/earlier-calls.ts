import { isRecord } from '../chat/record.ts'

/**
 * The metadata of an answer, ready for what another call says: what the call before took stands beside that, and is not
 * overwritten by it. The same object where `news` is of the same call, also where that is told once more.
 */
export function withEarlierCalls(metadata: unknown, news: unknown): unknown {
  const { sluice } = isRecord(metadata) ? metadata : {}
  const { sluice: next } = isRecord(news) ? news : {}
  if (!isRecord(sluice) || !isRecord(next)) return metadata
  const { usage, cost, earlier, ...rest } = sluice
  const isOfSameCall = next.requestId === undefined || next.requestId === rest.requestId
  if (isOfSameCall || (usage ?? cost) === undefined) return metadata
  const calls = [...(Array.isArray(earlier) ? earlier : []), { usage, cost }]
  return Object.assign({}, metadata, { sluice: { ...rest, earlier: calls } })
}
