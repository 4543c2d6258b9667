/** Which of the 128 ASCII characters are among the given: 1 at their codes. */
export function asciiSet(chars: string): Uint8Array {
  const set = new Uint8Array(128)
  for (let at = 0; at < chars.length; at++) set[chars.charCodeAt(at)] = 1
  return set
}
