import { createRandom } from '@sluice/core/testing'
import { guides, type Language } from '../prose.ts'
import { characters } from './texts.ts'

/** So many different terms, the same each time. */
export function termsOf(language: Language, count: number): string[] {
  const random = createRandom(3)
  const next = language === 'Chinese' ? () => chineseTerm(random) : englishTerms(random)
  const terms = new Set<string>()
  while (terms.size < count) terms.add(next())
  return [...terms]
}

/** Two to six characters, short ones and common ones more often. */
function chineseTerm(random: () => number): string {
  const length = 2 + Math.floor(5 * random() ** 1.5)
  const character = () => characters[Math.floor(characters.length * random() ** 1.5)] ?? ''
  return Array.from({ length }, character).join('')
}

/**
 * Four to twelve letters that follow each other as they do in the guides, but are nowhere in them, as nobody forbids the words of
 * every sentence; and one in 200 a word that the guides say now and then.
 */
function englishTerms(random: () => number): () => string {
  const said = new Set<string>()
  const followers = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const [word] of guides.English.join(' ')
    .toLowerCase()
    .matchAll(/\b[a-z]{3,}\b/g)) {
    const marked = `  ${word} `
    counts.set(word, (counts.get(word) ?? 0) + 1)
    for (let index = 2; index < marked.length; index++) {
      const before = marked.slice(index - 2, index)
      followers.set(before, (followers.get(before) ?? '') + marked.charAt(index))
      for (let length = 4; length <= 12; length++) said.add(marked.slice(index, index + length))
    }
  }
  const rare = [...counts].filter(([word, count]) => count <= 10 && isLong(word)).map(([word]) => word)

  function word(): string {
    let made = ''
    while (made.length <= 12) {
      const choice = followers.get(`  ${made}`.slice(-2)) ?? ' '
      const letter = choice.charAt(Math.floor(random() * choice.length))
      if (letter === ' ') break
      made += letter
    }
    return made
  }
  return () => {
    if (random() < 1 / 200) return rare[Math.floor(random() * rare.length)] ?? ''
    for (;;) {
      const made = word()
      if (isLong(made) && !said.has(made)) return made
    }
  }
}

function isLong({ length }: string): boolean {
  return length >= 4 && length <= 12
}
