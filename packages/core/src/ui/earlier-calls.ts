/**
 * The metadata of an answer, ready for what another call says: what the call before took stands beside that, and is not
 * overwritten by it. The same object where `news` is of the same call, also where that is told once more.
 */
export function withEarlierCalls(metadata: unknown, news: unknown): unknown {
  const { usage, cost, earlier, ...rest } = Object(Object(metadata).sluice)
  const { requestId } = Object(Object(news).sluice)
  if (!requestId || requestId === rest.requestId || !(usage ?? cost)) return metadata
  return { ...(metadata as object), sluice: { ...rest, earlier: [earlier ?? [], { usage, cost }].flat() } }
}
