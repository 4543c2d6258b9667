/** Horner's scheme: each character counts what its place in the alphabet says, and those before it `factor` times as much. */
export function remainderOf(text: string, alphabet: string, factor: number, modulus: number): number {
  let remainder = 0
  for (let at = 0; at < text.length; at++) {
    remainder = (remainder * factor + alphabet.indexOf(text.charAt(at))) % modulus
  }
  return remainder
}

/** The remainder of ISO 7064 MOD 11-2, in which X counts ten. */
export function remainderOf11(text: string): number {
  return remainderOf(text, '0123456789X', 2, 11)
}
