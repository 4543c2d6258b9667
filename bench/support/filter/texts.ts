import { createRandom } from '@sluice/core/testing'
import { guides, type Language, piecesOf } from '../prose.ts'

const unitsPerPiece = 2_000
const units: Record<Language, number> = { Chinese: 600_000, English: 1_200_000 }

/** The commonest 3,755 characters, as GB 2312 lists them: those of the guides first, as often as they are there. */
export const characters: readonly string[] = commonCharacters()

/**
 * Prose of some 1.2 MB: the sentences of the guides, each time in another order. A tenth of the Chinese characters are others,
 * because the guides make do with 850.
 */
export function proseOf(language: Language): string[] {
  const random = createRandom(1)
  const sentences = guides[language].flatMap((paragraph) => paragraph.split(/(?<=[。.]\s?)/))
  let text = ''
  while (text.length < units[language]) {
    const order = sentences.map((sentence) => [random(), sentence] as const).sort(([one], [other]) => one - other)
    text += order.map(([, sentence]) => (language === 'Chinese' ? varied(sentence) : sentence)).join('')
  }
  return piecesOf(text.slice(0, units[language]), unitsPerPiece)

  function varied(sentence: string): string {
    return sentence.replaceAll(/\p{Script=Han}/gu, (character) =>
      random() < 0.1 ? (characters[Math.floor(random() * characters.length)] ?? character) : character,
    )
  }
}

/** A text as a model would send it. */
export function deltasOf(pieces: readonly string[], longest: number): string[] {
  const random = createRandom(2)
  const deltas: string[] = []
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const to = Math.min(piece.length, from + 1 + Math.floor(random() * longest))
      deltas.push(piece.slice(from, to))
      from = to
    }
  }
  // With memory of their own, as they come from a network: V8 reads parts of others more slowly.
  return JSON.parse(JSON.stringify(deltas))
}

function commonCharacters(): string[] {
  const decoder = new TextDecoder('gb2312')
  const known: string[] = []
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) known.push(decoder.decode(Uint8Array.of(row, cell)))
  }
  const counts = new Map<string, number>()
  for (const character of guides.Chinese.join('')) counts.set(character, (counts.get(character) ?? 0) + 1)
  const frequency = (character: string) => counts.get(character) ?? 0
  return known
    .filter((character) => /^\p{Script=Han}$/u.test(character))
    .sort((one, other) => frequency(other) - frequency(one))
}
