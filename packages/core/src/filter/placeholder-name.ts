/** Whether placeholders may have this name: letters, digits and `_`. */
export function isPlaceholderName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && Array.from(name.toUpperCase()).every((sign) => signs.includes(sign))
}

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'
