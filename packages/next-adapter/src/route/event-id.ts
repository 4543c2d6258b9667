/** A place in a run. */
export interface EventPlace {
  runId: string
  /** The number of the part; 0 stands before the first. */
  seq: number
}

/** The place that the id of an event names; `undefined` for an id that is none of ours. */
export function parseEventId(id: string): EventPlace | undefined {
  const [, runId, seq] = /^(.{1,256})\.(\d{1,15})$/.exec(id) ?? []
  return runId === undefined ? undefined : { runId, seq: Number(seq) }
}
