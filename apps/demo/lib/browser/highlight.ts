/** A piece of code; `kind` is missing where it is nothing special. */
export interface CodeToken {
  text: string
  kind?: 'comment' | 'string' | 'keyword' | 'number' | 'name' | undefined
}

const slashComment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/
const hashComment = /#[^\n]*/
const quoted = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?/
const scriptWords =
  'abstract any as async await boolean break case catch class const continue default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let never new null number of private protected public readonly return satisfies set static string super switch this throw true try type typeof undefined unknown var void while yield'
const pythonWords =
  'and as assert async await break class continue def del elif else except False finally for from if import in is lambda None not or pass raise return True try while with yield'
const shellWords = 'case do done elif else esac export fi for function if in npm npx pnpm yarn node curl cd then while'

const languages: Readonly<Record<string, { comment: RegExp; words: string }>> = {
  script: { comment: slashComment, words: scriptWords },
  python: { comment: hashComment, words: pythonWords },
  shell: { comment: hashComment, words: shellWords },
  json: { comment: slashComment, words: 'true false null' },
  yaml: { comment: hashComment, words: 'true false null' },
}
const aliases: Readonly<Record<string, keyof typeof languages>> = {
  ts: 'script',
  tsx: 'script',
  js: 'script',
  jsx: 'script',
  mjs: 'script',
  typescript: 'script',
  javascript: 'script',
  py: 'python',
  python: 'python',
  sh: 'shell',
  bash: 'shell',
  shell: 'shell',
  zsh: 'shell',
  dotenv: 'shell',
  json: 'json',
  jsonc: 'json',
  yaml: 'yaml',
  yml: 'yaml',
}

/** Colours code roughly: comments, strings, keywords, numbers, called names. Unknown languages stay plain. */
export function highlight(code: string, language: string): readonly CodeToken[] {
  const rules = languages[aliases[language.toLowerCase()] ?? '']
  if (rules === undefined) return [{ text: code }]
  const words = new Set(rules.words.split(' '))
  const pattern = new RegExp(
    `(?<comment>${rules.comment.source})|(?<string>${quoted.source})|(?<word>[A-Za-z_$][\\w$]*)|(?<number>\\b\\d[\\d_.]*)`,
    'g',
  )
  const tokens: CodeToken[] = []
  let end = 0
  for (const { 0: text, index, groups = {} } of code.matchAll(pattern)) {
    if (index > end) tokens.push({ text: code.slice(end, index) })
    end = index + text.length
    tokens.push({ text, kind: kindOf(text, groups, code[end], words) })
  }
  return [...tokens, { text: code.slice(end) }]
}

function kindOf(
  text: string,
  groups: Record<string, string | undefined>,
  next: string | undefined,
  words: ReadonlySet<string>,
): CodeToken['kind'] {
  if (groups.comment !== undefined) return 'comment'
  if (groups.string !== undefined) return 'string'
  if (groups.number !== undefined) return 'number'
  if (words.has(text)) return 'keyword'
  return next === '(' ? 'name' : undefined
}
