import type { Span } from './detector.ts'

/**
 * Takes their power from the tokens with which chat templates part messages, such as `<|im_start|>`, `[INST]` and `<｜User｜>`:
 * models that are served without care read them in a text as structure. A space behind the first character is all that changes,
 * so that a reader sees what was meant. A token that has spaces there gets one more: taking one away gives the text back.
 */
export function escapeTemplateTokens(text: string): string {
  let result = ''
  let copied = 0
  for (const { start } of findTemplateTokens(text)) {
    result += `${text.slice(copied, start + 1)} `
    copied = start + 1
  }
  return copied === 0 ? text : result + text.slice(copied)
}

/** Where the tokens of chat templates stand, those with spaces behind their first character among them. */
export function findTemplateTokens(text: string): readonly Span[] {
  const spans: Span[] = []
  for (let start = 0; start < text.length; start++) {
    const rests = restsOf(text.charCodeAt(start))
    if (rests === undefined) continue
    let from = start + 1
    while (text[from] === ' ') from++
    const rest = rests.find((each) => text.startsWith(each, from))
    const end = rest !== undefined ? from + rest.length : text[start] === '<' ? endOfBarred(text, from) : -1
    if (end > 0) spans.push({ start, end })
    // What closes one may open the next: `[INST]~b]`.
    start = Math.max(from, end - 1) - 1
  }
  return spans
}

/** What of a text has to be known to see a token that goes on in the next, in UTF-16 units. */
export const longestToken = 80

/** Whether a token begins in one text and ends in the one that follows it. */
export function isTokenBetween(before: string, text: string): boolean {
  const joined = before.slice(-longestToken) + text.slice(0, longestToken)
  const border = Math.min(before.length, longestToken)
  return findTemplateTokens(joined).some(({ start, end }) => {
    return start < border && end > border && joined[start + 1] !== ' '
  })
}

// What follows the first character. `<s>` and `</s>` alone are HTML; between turns they stand together, or beside others.
const afterAngle = (
  '/s><s> <SYS>> </SYS>> bos> eos> sop> eop> eoh> eoa> start_of_turn> end_of_turn> seed:bos> seed:eos> ' +
  'tool_call> /tool_call> tool_response> /tool_response> fim_prefix> fim_suffix> fim_middle>'
).split(' ')
const afterOpening = (
  'INST] /INST] SYSTEM_PROMPT] /SYSTEM_PROMPT] AVAILABLE_TOOLS] /AVAILABLE_TOOLS] TOOL_CALLS] TOOL_RESULTS] ' +
  '/TOOL_RESULTS] TOOL_CONTENT] THINK] /THINK] gMASK] sMASK] BOS] EOS] e~['
).split(' ')
const afterClosing = ['~b]', '~!b[']

function restsOf(unit: number): readonly string[] | undefined {
  if (unit === 0x3c) return afterAngle
  if (unit === 0x5b) return afterOpening
  return unit === 0x5d ? afterClosing : undefined
}

const longestName = 64

/** Where a token with a bar within its brackets ends: `<|name|>`, `<|name>`, `<name|>`, or the same with wide bars; else -1. */
function endOfBarred(text: string, from: number): number {
  let bars = isBar(text[from]) ? 1 : 0
  const name = from + bars
  let end = name
  while (end < text.length && end - name <= longestName && isOfName(text.charCodeAt(end))) end++
  if (end === name || end - name > longestName) return -1
  if (isBar(text[end])) {
    bars++
    end++
  }
  return bars > 0 && text[end] === '>' ? end + 1 : -1
}

function isBar(character: string | undefined): boolean {
  return character === '|' || character === '｜'
}

/** Names have no white space, brackets, quotes or further bars in them. */
function isOfName(unit: number): boolean {
  return unit > 0x20 && !'"\'<>|｜()[]{}=;,'.includes(String.fromCharCode(unit)) && unit !== 0xa0 && unit !== 0x3000
}
