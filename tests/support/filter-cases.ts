import { readFileSync } from 'node:fs'
import type { Filter, FilterHit } from '@sluice/core'

/** A text that a filter is tried on, as the case files have it. */
export interface FilterCase {
  id: string
  text: string
  note: string
  /** The text in pieces. */
  chunks?: string[]
}

const folder = process.env.SLUICE_SHARED

/** The cases of a file; none where there are no such files. */
export function readFilterCases<Case extends FilterCase>(name: string): readonly Case[] {
  return folder ? JSON.parse(readFileSync(`${folder}/cases/${name}.json`, 'utf8')).cases : []
}

/** What becomes of a text in one piece, in the pieces of its case, and unit by unit. */
export function resultsOf(filter: Filter, { text, chunks }: FilterCase): { text: string; hits: FilterHit[] }[] {
  return [[text], ...(chunks ? [chunks] : []), text.split('')].map((pieces) => {
    const hits: FilterHit[] = []
    const stream = filter.stream({ onHit: (hit) => hits.push(hit) })
    const filtered = pieces.map((piece) => stream.push(piece)).join('') + stream.flush()
    return { text: filtered, hits }
  })
}

/** The text with everything from one place to another masked, one sign for each character. */
export function masked(text: string, spans: readonly (readonly [start: number, end: number])[]): string {
  let [result, at] = ['', 0]
  for (const [start, end] of spans) {
    result += text.slice(at, start) + '█'.repeat(Array.from(text.slice(start, end)).length)
    at = end
  }
  return result + text.slice(at)
}
