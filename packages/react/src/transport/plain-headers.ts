/** Headers as a plain object, names in lower case. */
export function plainHeaders(headers: HeadersInit | undefined): Record<string, string> {
  const named = Symbol.iterator in Object(headers) ? [...(headers as Headers)] : Object.entries(headers ?? {})
  // One that is not set would be sent as the word "undefined".
  return Object.fromEntries(new Headers(named.filter(([, value]) => value !== undefined)))
}
