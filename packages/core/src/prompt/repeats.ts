import { type EstimateOptions, estimateTokens } from '../tokens/estimate.ts'
import { languageOf } from './language-of.ts'
import type { TextEdit } from './text-edit.ts'
import type { TextLine } from './text-lines.ts'

/** Finds what a conversation says again. */
export interface RepeatFinder {
  /** Replaces what earlier texts have said, or this one further up, and remembers what is new. */
  next(text: string, lines: readonly TextLine[]): readonly TextEdit<'repeat'>[]
}

export interface RepeatOptions extends EstimateOptions {
  /** What has fewer tokens stays. */
  minRepeatTokens: number
  /** What stands for it; an empty text leaves it out. @default `[as above]`, in Chinese `[同上文]` */
  reference?: string | undefined
}

type Edit = TextEdit<'repeat'>

// What is so short has too few tokens in every language, and need not be remembered.
const shortestKey = 12

/**
 * Looks for paragraphs and lines that stand there a second time: signatures, disclaimers, quoted mail. Quotation marks of
 * mail, line breaks and the number of blanks make no difference. What was said first stays, so that what a text becomes does
 * not depend on later ones: a provider's prompt cache stays good as the conversation grows.
 */
export function createRepeatFinder(options: RepeatOptions): RepeatFinder {
  const seen = new Set<string>()

  /** Whether this has been said and is long enough to be replaced. */
  function isRepeat(key: string, original: string): boolean {
    if (key.length < shortestKey) return false
    if (seen.has(key)) return estimateTokens(original, options).tokens >= options.minRepeatTokens
    seen.add(key)
    return false
  }

  return {
    next(text, lines) {
      const edits: Edit[] = []
      let isAllSaid = true
      for (const paragraph of paragraphsOf(text, lines)) {
        const { start, end, parts } = paragraph
        const original = text.slice(start, end)
        if (isRepeat(parts.map(({ key }) => key).join(''), original)) {
          edits.push(toEdit(paragraph, original))
          continue
        }
        const repeated =
          parts.length < 2 ? [] : parts.filter((part) => isRepeat(part.key, text.slice(part.start, part.end)))
        if (repeated.length < parts.length) isAllSaid = false
        for (const part of repeated) edits.push(toEdit(part, text.slice(part.start, part.end)))
      }
      // A message is sent because somebody wants it said, if need be again.
      return isAllSaid && !lines.some(({ isFixed }) => isFixed) ? [] : joined(text, edits)
    },
  }

  function toEdit({ start, end }: Stretch, original: string): Edit {
    const reference = options.reference ?? references[languageOf(original)]
    return { kind: 'repeat', start, end, replacement: reference }
  }
}

const references = { zh: '[同上文]', en: '[as above]' } as const

interface Stretch {
  readonly start: number
  readonly end: number
}
interface Part extends Stretch {
  /** What it says, however it is written. */
  readonly key: string
}
interface Paragraph extends Stretch {
  readonly parts: readonly Part[]
}

/** What stands between blank lines, those of quoted mail included. What must stay as it is belongs to none. */
function paragraphsOf(text: string, lines: readonly TextLine[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = []
  let parts: Part[] = []
  const close = () => {
    const [first, last] = [parts[0], parts.at(-1)]
    if (first !== undefined && last !== undefined) paragraphs.push({ start: first.start, end: last.end, parts })
    parts = []
  }
  for (const { start, end, isFixed } of lines) {
    const key = isFixed ? '' : keyOf(text.slice(start, end))
    if (key === '') close()
    else parts.push({ start, end, key })
  }
  close()
  return paragraphs
}

/** Without any white space: Chinese has none where mail breaks its lines. */
function keyOf(line: string): string {
  return line.replace(/^[\s>]+/, '').replace(/\s+/g, '')
}

/** Makes one edit of those that only blank lines stand between, and takes these with what is left out. */
function joined(text: string, edits: readonly Edit[]): readonly Edit[] {
  const all: Edit[] = []
  for (const edit of edits) {
    const before = all.at(-1)
    const isNext = before !== undefined && /^[\s>]*$/.test(text.slice(before.end, edit.start))
    if (isNext) all[all.length - 1] = { ...before, end: edit.end }
    else all.push(edit)
  }
  return all.map((edit) => {
    if (edit.replacement !== '') return edit
    // Not what the next line begins with: that may make it code, or an item of a list.
    const rest = /^(?:[^\S\n]*\n)*/.exec(text.slice(edit.end))?.[0].length ?? 0
    return { ...edit, end: edit.end + rest }
  })
}
