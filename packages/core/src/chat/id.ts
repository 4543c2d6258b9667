const alphabet = '0123456789abcdefghijklmnopqrstuv'

/**
 * A new id of 24 characters (120 random bits).
 *
 * Not `crypto.randomUUID`: browsers have that in secure contexts only, and a phone that opens a development server by
 * its address is not one.
 */
export function newId(): string {
  let id = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(24))) id += alphabet[byte & 31]
  return id
}
