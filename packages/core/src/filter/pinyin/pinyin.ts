import { pinyin as readingsOf } from 'pinyin-pro'

/**
 * How one Chinese character is spelt in Latin letters: lower case, no tone, `v` for `ü`, as it is typed. A character with
 * several readings has its commonest one; what is no Chinese character, or not exactly one, has none.
 */
export function pinyin(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0
  const isOne = character.length === (code > 0xffff ? 2 : 1)
  if (!isOne || !isIdeograph(code)) return undefined
  const reading = readingsOf(character, { toneType: 'none', v: true, nonZh: 'removed' })
  return reading === '' ? undefined : reading
}

/** Not `々`, which only repeats the character before it. */
function isIdeograph(code: number): boolean {
  const isBasic = code === 0x3007 || (code >= 0x3400 && code <= 0x9fff)
  return isBasic || (code >= 0xf900 && code <= 0xfaff) || code >= 0x20000
}
