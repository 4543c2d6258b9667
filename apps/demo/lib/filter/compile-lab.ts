import {
  blocklist,
  createFilter,
  type Filter,
  type FilterRule,
  type NormalizeOptions,
  personalData,
  secrets,
  urlPolicy,
} from '@sluice/core'
import { traditional } from '@sluice/core/traditional'
import { type LabRules, type LineField, lineFields, linesOf } from './lab-rules.ts'

/** What is wrong with a field. */
export interface FieldProblem {
  /** The first line that is refused; empty if it is all of them together. */
  readonly line: string
  /** As the filter says it. */
  readonly message: string
}

export interface CompiledLab {
  /** Of all fields but those with problems. */
  readonly filter: Filter
  readonly problems: Readonly<Partial<Record<LineField, FieldProblem>>>
}

export interface CompileLabOptions {
  /** What stands in the place of a term if nothing else is wanted. */
  readonly usualWords: string
  /** Once it has been loaded. */
  readonly pinyin: NormalizeOptions['pinyin']
}

/** Makes a filter of the rules of the page. What cannot be used is left out and told of. */
export function compileLab(rules: LabRules, { usualWords, pinyin }: CompileLabOptions): CompiledLab {
  const { action, isWholeWord, detectors } = rules
  const { traditional: hasTraditional, pinyin: hasPinyin, ...others } = rules.disguises
  const normalize: NormalizeOptions = {
    ...others,
    variants: hasTraditional ? [traditional] : [],
    pinyin: hasPinyin ? pinyin : undefined,
  }
  const replaceWith = action === 'replace' ? rules.replaceWith || usualWords : undefined
  const make: Readonly<
    Record<LineField, (lines: readonly string[]) => { rules: FilterRule[]; allow: readonly string[] }>
  > = {
    terms: (lines) => ({
      rules: [blocklist(lines, { id: 'terms', action, replaceWith, wholeWord: isWholeWord })],
      allow: [],
    }),
    allow: (lines) => ({ rules: [], allow: lines }),
    hosts: (lines) => ({ rules: detectors.urls ? [urlPolicy({ allow: lines })] : [], allow: [] }),
  }

  const problems: Partial<Record<LineField, FieldProblem>> = {}
  const parts = lineFields.flatMap((field) => {
    const lines = linesOf(rules.lines[field])
    const attempt = (lines: readonly string[]) => {
      const part = make[field](lines)
      createFilter({ ...part, normalize })
      return part
    }
    try {
      return attempt(lines)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      problems[field] = { line: lines.find((line) => !isFine(() => attempt([line]))) ?? '', message: error.message }
      return []
    }
  })
  const found = parts.flatMap(({ rules }) => rules)
  const filter = createFilter({
    rules: [...found, ...(detectors.personalData ? personalData() : []), ...(detectors.secrets ? secrets() : [])],
    allow: parts.flatMap(({ allow }) => allow),
    normalize,
  })
  return { filter, problems }
}

function isFine(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    // Why is said of all lines together.
    return false
  }
}
