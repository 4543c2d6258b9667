import { estimateTokens } from '@sluice/core'

// Tokens are estimated: what may be a little longer than allowed would be cut in the middle of a word.
const share = 0.8

/** The beginning of a text, in whole paragraphs, else sentences, that is no longer than a number of tokens; at least one. */
export function fitting(text: string, mostTokens = Number.POSITIVE_INFINITY): string {
  const most = mostTokens * share
  const isShort = (candidate: string) => estimateTokens(candidate).tokens <= most
  if (mostTokens === Number.POSITIVE_INFINITY || isShort(text)) return text
  const whole = longest(text.split(/(?<=\n\n)/), isShort)
  // A heading alone says nothing.
  if (/\n\n(?!#)/.test(whole.trimEnd()) || !whole.startsWith('#')) return closed(whole.trimEnd())
  return closed(longest(text.split(/(?<=[。！？!?]|\.\s)/), isShort).trimEnd())
}

function longest(pieces: readonly string[], isShort: (candidate: string) => boolean): string {
  let kept = ''
  for (const piece of pieces) {
    if (kept !== '' && !isShort(kept + piece)) break
    kept += piece
  }
  return kept
}

/** With the end of a code block that was cut. */
function closed(text: string): string {
  return (text.match(/^```/gm)?.length ?? 0) % 2 === 1 ? `${text}\n\`\`\`` : text
}
