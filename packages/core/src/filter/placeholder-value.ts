/** Whether a value only stands where a secret would: `xxxxxxxx`, `1234567890abcdef`, `your-key-goes-here`, `…EXAMPLE`. */
export function isPlaceholder(value: string, alphabet: string): boolean {
  const seen = new Set<number>()
  let steps = 0
  let kinds = 0
  let previous = 0
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    seen.add(code)
    if (code === previous || code === previous + 1) steps++
    kinds |= code < 48 ? 0 : code < 58 ? 1 : code < 91 ? 2 : code > 96 ? 4 : 0
    previous = code
  }
  return (
    seen.size * 2 < Math.min(16, value.length, alphabet.length) ||
    steps * 2 > value.length ||
    // Twenty random letters and digits are letters of one case alone in less than two of a thousand keys.
    (value.length > 19 && kinds % 2 < 1 && kinds < 6 && alphabet.includes('0')) ||
    value.toLowerCase().includes('example')
  )
}
