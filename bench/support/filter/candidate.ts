/** Something that finds terms in texts. */
export interface Candidate {
  /** What is done once, long before. */
  prepare?(terms: readonly string[]): void
  build(terms: readonly string[]): Matcher
}

export interface Matcher {
  /** Everything that is found in a text, as cheaply as the candidate tells it; gives how much that is. */
  scan(text: string): number
  /** Masks what is found, unit by unit. */
  redact?(text: string): string
  /**
   * The same for a text in pieces. `emit` is called with what comes out after each of them, before the next is taken, and with how
   * much is held back where the candidate says so.
   */
  stream?(deltas: Iterable<string>, emit: (text: string, held?: number) => void): void
}

export const masked = (text: string) => '█'.repeat(text.length)
