const alphabet = '0123456789abcdefghijklmnopqrstuv'

// Random bytes are fetched for many ids at once: asking for 24 costs as much as asking for 24 times as many.
const idLength = 24
let bytes = new Uint8Array(0)
let used = 0

/**
 * A new id of 24 characters (120 random bits).
 *
 * Not `crypto.randomUUID`: browsers have that in secure contexts only, and a phone that opens a development server by
 * its address is not one.
 */
export function newId(): string {
  if (used + idLength > bytes.length) {
    bytes = crypto.getRandomValues(new Uint8Array(idLength * 24))
    used = 0
  }
  let id = ''
  for (const byte of bytes.subarray(used, used + idLength)) id += alphabet[byte & 31]
  used += idLength
  return id
}
