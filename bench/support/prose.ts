import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The paragraphs of this repository's guides, without code, tables and lists of links. */
export const guides = {
  Chinese: paragraphs('docs/zh/**/*.md', (paragraph) => hanShare(paragraph) > 0.5),
  English: paragraphs('docs/{*,guides/*}.md', (paragraph) => hanShare(paragraph) === 0),
}

export type Language = keyof typeof guides

/** As many whole pieces of the text as there are; what is left over goes. */
export function piecesOf(text: string, units: number): string[] {
  return Array.from({ length: Math.floor(text.length / units) }, (_, index) =>
    text.slice(index * units, (index + 1) * units),
  )
}

function paragraphs(pattern: string, isWanted: (paragraph: string) => boolean): string[] {
  return globSync(pattern, { cwd: root })
    .toSorted()
    .map((file) => readFileSync(join(root, file), 'utf8').replaceAll(/```[\s\S]*?```/g, ''))
    .join('\n')
    .split('\n\n')
    .filter((paragraph) => !/^[|→#\s]/.test(paragraph) && isWanted(paragraph))
}

function hanShare(text: string): number {
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) / text.length
}
