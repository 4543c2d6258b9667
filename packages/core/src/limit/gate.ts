/** Closed after a refusal for coming too fast; then lets one call through, and twice as many with every round that goes well. */
export interface Gate {
  /** Whether another call may start. */
  isOpen(nowMs: number): boolean
  /** When it opens. Past if it has. */
  readonly opensAtMs: number
  close(untilMs: number): void
  /** A call starts. Returns the round it belongs to. */
  enter(): number
  /** A call of that round was taken, or ended before it was. Where nobody waits, no more is held back once one went well. */
  leave(entered: number, end: { isGood: boolean; isLast: boolean }): void
}

export function createGate(): Gate {
  let opensAtMs = 0
  // Calls from before it closed take no room, and say nothing of how it goes since.
  let round = 0
  let inside = 0
  let most = Number.POSITIVE_INFINITY

  return {
    isOpen: (nowMs) => inside < most && nowMs >= opensAtMs,
    get opensAtMs() {
      return opensAtMs
    },
    close(untilMs) {
      opensAtMs = Math.max(opensAtMs, untilMs)
      round++
      inside = 0
      most = 1
    },
    enter() {
      inside++
      return round
    },
    leave(entered, { isGood, isLast }) {
      if (entered !== round) return
      inside--
      if (isGood) most = isLast ? Number.POSITIVE_INFINITY : most + 1
    },
  }
}
