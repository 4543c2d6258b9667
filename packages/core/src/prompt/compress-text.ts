import { estimateTokens } from '../tokens/estimate.ts'
import type { CompressOptions } from './compress-options.ts'
import { createRepeatFinder } from './repeats.ts'
import { applyEdits, type MadeEdit, type TextEdit } from './text-edit.ts'
import { textLines } from './text-lines.ts'
import { whiteSpaceEdits } from './white-space.ts'

/** What is done to a text: white space left out, said before, JSON without white space. */
export type CompressKind = 'white-space' | 'repeat' | 'json'

/** A text that became shorter. */
export interface ShorterText {
  readonly text: string
  readonly made: readonly MadeEdit<CompressKind>[]
  readonly savedTokens: number
}

/** Shortens the texts of one conversation, in their order. Gives nothing for a text that would save nothing. */
export interface TextCompressor {
  text(text: string): ShorterText | undefined
  /** The same for what may be JSON. */
  data(text: string): ShorterText | undefined
}

export function createTextCompressor(options: CompressOptions): TextCompressor {
  const { whiteSpace = true, repeats = true, minRepeatTokens = 24 } = options
  const finder = repeats ? createRepeatFinder({ ...options, minRepeatTokens }) : undefined

  function shorter(text: string, edits: readonly TextEdit<CompressKind>[]): ShorterText | undefined {
    if (edits.length === 0) return undefined
    const result = applyEdits(text, edits)
    const savedTokens = estimateTokens(text, options).tokens - estimateTokens(result.text, options).tokens
    return savedTokens > 0 ? { ...result, savedTokens } : undefined
  }
  function compress(text: string): ShorterText | undefined {
    const lines = textLines(text)
    const repeated = finder?.next(text, lines) ?? []
    return shorter(text, merged(repeated, whiteSpace ? whiteSpaceEdits(text, lines) : []))
  }

  return {
    text: compress,
    data(text) {
      if (!isJson(text)) return compress(text)
      const replacement = whiteSpace ? compactJson(text) : text
      if (replacement === text) return undefined
      return shorter(text, [{ kind: 'json', start: 0, end: text.length, replacement }])
    },
  }
}

/** Both in their order, without the second ones that the first ones cover. */
function merged<Kind extends string>(
  first: readonly TextEdit<Kind>[],
  second: readonly TextEdit<Kind>[],
): readonly TextEdit<Kind>[] {
  const all: TextEdit<Kind>[] = []
  let index = 0
  for (const edit of second) {
    for (let next = first[index]; next !== undefined && next.start < edit.end; next = first[++index]) all.push(next)
    const before = all.at(-1)
    if (before === undefined || before.end <= edit.start) all.push(edit)
  }
  return [...all, ...first.slice(index)]
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // It is a text that begins with a bracket.
    return false
  }
}

/** JSON without the white space between its words. Its numbers and texts stay as they are written. */
function compactJson(text: string): string {
  const parts: string[] = []
  for (let from = 0; from < text.length; ) {
    const quote = text.indexOf('"', from)
    const begin = quote < 0 ? text.length : quote
    parts.push(text.slice(from, begin).replace(/\s+/g, ''))
    let end = begin + 1
    while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1
    parts.push(text.slice(begin, end + 1))
    from = end + 1
  }
  return parts.join('')
}
