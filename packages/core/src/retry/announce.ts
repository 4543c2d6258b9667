/** Tells an observer, which may not break what it observes. */
export function announce<Args extends unknown[]>(observer: ((...args: Args) => void) | undefined, ...args: Args): void {
  try {
    observer?.(...args)
  } catch {
    // The call matters more than the word of it, and there is nobody else to tell.
  }
}
