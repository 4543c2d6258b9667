/** What lies at the end of a path of names in a parsed JSON; `undefined` if the path leads nowhere. */
export function valueAt(json: unknown, path: readonly string[]): unknown {
  let value = json
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}
