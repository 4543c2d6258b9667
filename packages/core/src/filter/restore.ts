import type { Edit } from './cut.ts'
import type { FilterRule } from './filter-rule.ts'
import type { FilterScanner } from './filter-types.ts'

/** Placeholders that stand for values in one call. */
export interface Placeholders {
  /** What stands for a value: the same for the same value. */
  of(name: string, value: string): string
  /** What finds the placeholders in an answer and puts the values there again; `undefined` if none stands for anything. */
  restorer(): (() => FilterScanner) | undefined
}

/** Placeholders that `request`, the text of a whole request, does not hold already. They are numbered as they come. */
export function createPlaceholders(request: () => string): Placeholders {
  const placeholders = new Map<string, string>()
  const rules = new Map<string, FilterRule>()
  const counts = new Map<string, number>()
  let taken: ReadonlySet<string> | undefined

  function next(name: string): string {
    taken ??= placeholdersIn(unescaped(request()))
    let count = counts.get(name) ?? 0
    let placeholder: string
    do placeholder = `<${name}_${++count}>`
    while (taken.has(placeholder))
    counts.set(name, count)
    return placeholder
  }

  return {
    of(label, value) {
      const name = label.toUpperCase()
      const key = `${name} ${value}`
      const known = placeholders.get(key)
      if (known !== undefined) return known
      const placeholder = next(name)
      placeholders.set(key, placeholder)
      rules.set(placeholder, { id: name, action: 'replace', replaceWith: value })
      return placeholder
    },
    restorer: () => (rules.size === 0 ? undefined : () => createRestorer(rules, [...counts.keys()])),
  }
}

/** In JSON, and in JSON within JSON, a placeholder may be written with escapes. */
function unescaped(text: string): string {
  const [beginning = '', ...escapes] = text.split('\\u')
  if (escapes.length === 0) return text
  const read = escapes.map((rest) => String.fromCharCode(Number.parseInt(rest.slice(0, 4), 16)) + rest.slice(4))
  return (beginning + read.join('')).replaceAll('\\', '')
}

/** Everything between `<` and `>` that could be a placeholder, in upper case. */
function placeholdersIn(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  let start = -1
  for (let index = text.indexOf('<'); index >= 0 && index < text.length; index++) {
    if (text[index] === '<') start = index
    else if (text[index] === '>' && start >= 0) {
      if (index - start <= longestPlaceholder) found.add(text.slice(start, index + 1).toUpperCase())
      start = -1
    }
  }
  return found
}

const longestPlaceholder = 256

/** Holds back what may become a placeholder, in upper case or not, and nothing else. */
function createRestorer(rules: ReadonlyMap<string, FilterRule>, names: readonly string[]): FilterScanner {
  const beginnings = names.map((name) => `<${name}_`)
  const longest = Math.max(...[...rules.keys()].map(({ length }) => length))
  let begun = ''
  let position = 0

  function mayGoOn(): boolean {
    if (begun.length >= longest) return false
    const isNumber = '0123456789'.includes(begun.at(-1) ?? '')
    return beginnings.some((beginning) => beginning.startsWith(begun) || (isNumber && begun.startsWith(beginning)))
  }

  return {
    push(text) {
      const edits: Edit[] = []
      let index = begun === '' ? text.indexOf('<') : 0
      for (; index >= 0 && index < text.length; index++) {
        const character = text[index] ?? ''
        if (character === '<') begun = '<'
        else {
          const upper = character.toUpperCase()
          begun += upper.length === 1 ? upper : character
          const rule = rules.get(begun)
          const end = position + index + 1
          if (rule !== undefined) edits.push({ start: end - begun.length, end, rule })
          if (rule !== undefined || !mayGoOn()) {
            begun = ''
            index = text.indexOf('<', index + 1) - 1
            if (index < -1) break
          }
        }
      }
      position += text.length
      return { safe: position - begun.length, edits, blockedBy: undefined }
    },
    flush() {
      const safe = position
      begun = ''
      position = 0
      return { safe, edits: [], blockedBy: undefined }
    },
  }
}
