/** An identity number, from area and date of birth and a serial number of three digits. */
export function identityNumber(areaAndBirth: string, serial: string): string {
  const digits = areaAndBirth + serial
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}

/** The number of a card that begins with the given digits. */
export function cardNumber(first: string, length = 16): string {
  const digits = first.padEnd(length - 1, '0271835946')
  let sum = 0
  Array.from(digits)
    .reverse()
    .forEach((digit, at) => {
      const doubled = at % 2 === 0 ? Number(digit) * 2 : Number(digit)
      sum += doubled > 9 ? doubled - 9 : doubled
    })
  return digits + ((10 - (sum % 10)) % 10)
}

/** An IBAN from its country and what follows the check digits. */
export function ibanNumber(country: string, account: string): string {
  const spelt = Array.from(`${account}${country}00`, (character) => Number.parseInt(character, 36)).join('')
  return `${country}${String(98n - (BigInt(spelt) % 97n)).padStart(2, '0')}${account}`
}

/** A code from its kind and area and the nine characters of its organisation. */
export function companyCode(kindAndArea: string, organisation: string): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const code = kindAndArea + organisation
  const sum = weights.reduce((total, weight, at) => total + weight * alphabet.indexOf(code.charAt(at)), 0)
  return code + alphabet.charAt((31 - (sum % 31)) % 31)
}
