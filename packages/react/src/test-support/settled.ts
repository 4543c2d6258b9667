/** Waits until promises, also those inside web streams, have had their turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
