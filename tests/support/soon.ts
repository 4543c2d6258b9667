const patienceMs = 20_000

/** Reads until what is read is as wanted, and fails with the last of it if it never is. */
export async function soon<Value>(
  what: string,
  read: () => Value | Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value> {
  const endMs = performance.now() + patienceMs
  for (;;) {
    const value = await read()
    if (isSo(value)) return value
    if (performance.now() > endMs) throw new Error(`Never so: ${what}\n${JSON.stringify(value, undefined, 1)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
