/** Calls an application's callback. What it throws is the application's to see and no part of the conversation. */
export function notify<Value>(callback: ((value: Value) => void) | undefined, value: Value): void {
  try {
    callback?.(value)
  } catch (error) {
    // Reaches the page's error handlers, as from any other event handler.
    setTimeout(() => {
      throw error
    }, 0)
  }
}
