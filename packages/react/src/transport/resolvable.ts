/** A value, also one to come, or a function that is asked for it at every request. */
export type Resolvable<Value> = Value | PromiseLike<Value> | (() => Value | PromiseLike<Value>)

/** The value, asked for now. */
export async function resolved<Value>(value: Resolvable<Value>): Promise<Value> {
  // `Value` is never itself a function: headers, a body, a word.
  return typeof value === 'function' ? (value as () => Value | PromiseLike<Value>)() : value
}
