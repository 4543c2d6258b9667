import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that `next build` made for browsers, as one text. */
export function clientBundle(app: string): string {
  const folder = join(app, '.next/static')
  const files = globSync('**/*.{js,css,json}', { cwd: folder })
  if (files.length === 0) throw new Error(`There is no client bundle in ${folder}.`)
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
}

/** Words that minifying keeps, from zod and from code of ours that belongs to the server. */
export const serverWords: readonly RegExp[] = [
  /\bZod(Error|Type)\b/,
  /invalid_union|too_small/,
  /openaiCompatible: baseUrl/,
  /createChatRoute: /,
  /The server has no credential/,
  /chat\/completions/,
  /OPENAI_API_KEY/,
]

/** Which of the words a text has. The text itself is too long for a failed assertion. */
export function found(text: string, words: readonly (string | RegExp)[]): string[] {
  return words.filter((word) => new RegExp(word).test(text)).map(String)
}
