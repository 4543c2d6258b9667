/** One █ for each character: the one sign that means nothing in Markdown, JSON or HTML. */
export function maskOf(text: string): string {
  let mask = ''
  for (const _ of text) mask += '█'
  return mask
}
