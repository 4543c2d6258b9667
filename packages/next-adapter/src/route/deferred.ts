/** A promise, and what settles it. `Promise.withResolvers` is not everywhere yet. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value | Promise<Value>): void
  reject(error: unknown): void
}

export function deferred<Value = void>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => {}
  let reject: Deferred<Value>['reject'] = () => {}
  const promise = new Promise<Value>((...settlers) => {
    ;[resolve, reject] = settlers
  })
  return { promise, resolve, reject }
}
