/**
 * Makes what names the application to bill on a request's headers. Without an id, nothing is named.
 *
 * @throws TypeError that starts with `what`, for an id that no header can carry.
 */
export function appNaming(appId: string | undefined, what: string): (headers: Headers) => void {
  if (appId === undefined) return () => undefined
  if (!/^[\x21-\x7e]+$/.test(appId)) throw new TypeError(`${what}: appId must have printable ASCII characters only`)
  return (headers) => headers.set('appid', appId)
}
