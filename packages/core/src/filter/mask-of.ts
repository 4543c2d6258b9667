import type { Edit } from './cut.ts'

/** What is shown in the place of what was found: the words of its rule, or one █ for each character. */
export function maskOf({ rule }: Edit, found: string): string {
  return rule.replaceWith ?? blocks(found)
}

/** Of the one sign that means nothing in Markdown, JSON or HTML. */
function blocks(text: string): string {
  let mask = ''
  for (const _ of text) mask += '█'
  return mask
}
