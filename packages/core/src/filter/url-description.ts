/**
 * Whether some bracket of a picture's description, or the one that seems to close it, may mean nothing to Markdown: in code, in a
 * tag, in mathematics, or escaped. Where one is in doubt the answer is yes.
 */
export function hidesBracket(description: string): boolean {
  return description.includes('`') || description.includes('$') || escapesBracket(description) || hasTag(description)
}

function escapesBracket(description: string): boolean {
  for (let at = description.indexOf('\\'); at >= 0; at = description.indexOf('\\', at + 1)) {
    const sign = description[at + 1]
    if (sign === undefined || '[]<>\\'.includes(sign)) return true
  }
  return false
}

/** Whether a tag has brackets in it, or what may hide where it ends: quotes, or the signs of a comment. */
function hasTag(description: string): boolean {
  for (let at = description.indexOf('<'); at >= 0; ) {
    const end = description.indexOf('>', at)
    if (end < 0 || ['[', ']', '"', "'", '!', '?'].some((sign) => description.slice(at, end).includes(sign))) return true
    at = description.indexOf('<', end)
  }
  return false
}
