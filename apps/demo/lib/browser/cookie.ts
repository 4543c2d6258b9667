/** Keeps a preference where the server sees it at the next visit. */
export function setCookie(name: string, value: string): void {
  // The Cookie Store API is missing on plain http and in older browsers.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`
}
