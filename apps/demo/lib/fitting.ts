import { estimateTokens } from '@sluice/core'

// What may be a little longer than allowed would be cut in the middle of a word.
const share = 0.9
// Simulators answer in pieces of about this kind, and count these where an answer has a limit.
const piece = / ?[\p{Script=Latin}\p{N}]{1,12}|\p{Script=Han}{1,2}|\s{1,4}|./gsu

// Of paragraphs, sentences and the items of lists. Lines alone may be broken anywhere.
const ends = /(?<=\n\n|[。！？]|[.!?]\s)|(?<=\n)(?=[-*|]|\d+\. |```)/

/** The beginning of a text, in whole paragraphs, items or sentences, that is no longer than a number of tokens; the first at least. */
export function fitting(text: string, mostTokens = Number.POSITIVE_INFINITY): string {
  const isShort = (candidate: string) =>
    Math.max(estimateTokens(candidate).tokens, candidate.match(piece)?.length ?? 0) <= mostTokens * share
  if (mostTokens === Number.POSITIVE_INFINITY || isShort(text)) return text
  let kept = ''
  for (const piece of text.split(ends)) {
    if (kept !== '' && !isShort(kept + piece)) break
    kept += piece
  }
  // Without a heading of what was left out, and with the end of a code block that was cut.
  const whole = kept.replace(/\n+#+ [^\n]*\s*$/, '').trimEnd()
  return (whole.match(/^```/gm)?.length ?? 0) % 2 === 1 ? `${whole}\n\`\`\`` : whole
}
