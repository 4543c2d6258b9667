/** Keeps a value where the server sees it: a preference until the next visits, unless it is not to be kept. */
export function setCookie(name: string, value: string, { isKept = true }: { isKept?: boolean } = {}): void {
  const age = isKept ? '; max-age=31536000' : ''
  // The Cookie Store API is missing on plain http and in older browsers.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/${age}; samesite=lax`
}

/** The value of a cookie; empty if there is none. */
export function readCookie(name: string): string {
  const pair = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) ?? ''
}
