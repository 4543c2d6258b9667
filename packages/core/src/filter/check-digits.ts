/** The remainder of ISO 7064 MOD 11-2. X counts ten. */
export function remainderOf11(digits: string): number {
  let remainder = 0
  for (const digit of digits) remainder = (remainder * 2 + (digit > '9' ? 10 : +digit)) % 11
  return remainder
}

/** Whether a number of digits passes Luhn's check. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 1; index <= digits.length; index += 1) {
    const digit = +digits.charAt(digits.length - index) * (2 - (index % 2))
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}
