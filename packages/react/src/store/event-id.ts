/** The id that stands before the first event of the run that the given event belongs to: with it a server sends the whole run. */
export function beforeFirst(eventId: string): string {
  return `${runOf(eventId)}.0`
}

/** Whether an event comes before another one of the same run. */
export function isBefore(eventId: string | undefined, other: string | undefined): boolean {
  if (eventId === undefined || other === undefined || isOfAnotherRun(eventId, other)) return false
  return numberOf(eventId) < numberOf(other)
}

/** Whether two events are known to be of two runs. */
export function isOfAnotherRun(eventId: string | undefined, other: string | undefined): boolean {
  return eventId !== undefined && other !== undefined && runOf(eventId) !== runOf(other)
}

// `<run>.<number>`; a run's id may hold points of its own.
function runOf(eventId: string): string {
  return eventId.slice(0, Math.max(0, eventId.lastIndexOf('.')))
}

function numberOf(eventId: string): number {
  return Number(eventId.slice(eventId.lastIndexOf('.') + 1))
}
