/**
 * Looks at headers when a target is built. In the middle of a call `Headers` would quote the value that it refuses.
 *
 * @throws TypeError that starts with `what`, for a name or a value that no header can have.
 */
export function checkHeaders(what: string, headers: Readonly<Record<string, unknown>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new TypeError(`${what}: no header can be called ${JSON.stringify(name)}`)
    }
    // A variable that is not set is no text, whatever the types say.
    if (typeof value !== 'string' || !/^[\t -~\x80-\xff]*$/.test(value)) {
      throw new TypeError(`${what}: no header can have the value of ${name}`)
    }
  }
}
