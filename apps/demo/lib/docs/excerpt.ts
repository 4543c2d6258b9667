import { lexer } from 'marked'
import type { Section } from './sections.ts'

/** What is quoted of a section, about `length` characters: whole blocks, and what stands below if it is short itself. */
export function excerpt(section: Section, sections: readonly Section[], length: number): string {
  const quoted = [section.body]
  let size = section.body.length
  for (const next of sections.slice(section.id + 1)) {
    if (next.file !== section.file || next.level <= section.level || size + next.body.length > length) break
    quoted.push(`#### ${next.heading}\n\n${next.body}`)
    size += next.body.length
  }
  return clip(quoted.join('\n\n'), length)
}

/** The first blocks of a text: never half a table or half a code block. */
function clip(markdown: string, length: number): string {
  let kept = ''
  for (const { raw, type } of lexer(markdown)) {
    const isMostlyFull = kept.length > length / 3
    if (kept !== '' && kept.length + raw.length > length && (isMostlyFull || type !== 'code')) break
    kept += raw
  }
  // A heading or an announcing sentence with nothing after it is no end.
  return kept.trim().replace(/\n#{2,6} [^\n]*$/, '')
}
