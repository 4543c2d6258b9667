// Whoever shows numbers of the server wants to know when they may have changed. Empty where nothing is mounted: on a
// server, and while a module is loaded.
const listeners = /* @__PURE__ */ new Set<() => void>()

/** Calls back when a conversation of this page has had an answer, here or in another tab. Returns a function that ends it. */
export function onAnswerEnded(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Says that an answer has ended, however it ended. */
export function tellAnswerEnded(): void {
  listeners.forEach((listener) => void listener())
}
