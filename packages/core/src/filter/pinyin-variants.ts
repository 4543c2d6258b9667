const mostMixed = 4

/**
 * A Chinese term as it may be written with Latin letters for some of its characters, or for all of them: `fang贷`, `fangdai`.
 * All mixtures of terms of up to four characters; of longer ones, those with one of them or all in Latin letters.
 */
export function pinyinVariants(term: string, pinyin: (character: string) => string | undefined): string[] {
  const characters = [...term]
  const spelled = characters.map((character) => pinyin(character) ?? character)
  const mix = (isLatin: (at: number) => boolean) =>
    characters.map((character, at) => (isLatin(at) ? spelled[at] : character)).join('')
  const mixtures =
    characters.length <= mostMixed
      ? Array.from({ length: 2 ** characters.length }, (_, mask) => mix((at) => (mask & (1 << at)) !== 0))
      : [term, spelled.join(''), ...characters.map((_, place) => mix((at) => at === place))]
  return [...new Set(mixtures)]
}
