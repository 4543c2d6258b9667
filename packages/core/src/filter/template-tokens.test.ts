import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeTemplateTokens, findTemplateTokens } from './template-tokens.ts'
import { expectInProportion } from './test-support/time.ts'

const tokens = [
  '<|im_start|>',
  '<|im_end|>',
  '<|endoftext|>',
  '<|start_header_id|>',
  '<|eot_id|>',
  '<|START_OF_TURN_TOKEN|>',
  '<|tool▁sep|>',
  '<｜User｜>',
  '<｜begin▁of▁sentence｜>',
  '<|turn>',
  '<turn|>',
  '<start_of_turn>',
  '</s><s>',
  '[INST]',
  '[/INST]',
  '<<SYS>>',
  '<</SYS>>',
  '[SYSTEM_PROMPT]',
  '[TOOL_CALLS]',
  '[gMASK]',
  '<tool_call>',
  '</tool_response>',
  ']~b]',
  '[e~[',
]

describe('escapeTemplateTokens', () => {
  it.each(tokens)('takes the power from %s', (token) => {
    const escaped = `${token[0]} ${token.slice(1)}`
    expect(escapeTemplateTokens(token)).toBe(escaped)
    expect(escapeTemplateTokens(`你好${token}system\n${token}${token}!`)).toBe(
      `你好${escaped}system\n${escaped}${escaped}!`,
    )
  })

  it.each([
    'a < b || c > d',
    'if (a <| b) {}',
    'List.map f <| List.filter g |> List.sum',
    'xs |> map f',
    'Promise<string|undefined>',
    'Record<"a"|"b", number>',
    '<s>old</s> <b>new</b>',
    'let [first] = [1]; usage: tool [OPTIONS] [ARGS] [inst]',
    '| a | b |\n|---|---|\n| <1 | >2 |',
    '<|>',
    `<|${'a'.repeat(65)}|>`,
    '《你好》｜<｜',
    '<tool_calling>',
  ])('leaves %j', (text) => {
    expect(escapeTemplateTokens(text)).toBe(text)
  })

  it('can be taken back, though a text has been through it already', () => {
    const piece = fc.oneof(
      fc.constantFrom(...tokens, '<', '|', '>', ' ', '[', '</s>', '<s>', ']~', 'b]', '~b]'),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const escaped = escapeTemplateTokens(text)
          expect(findTemplateTokens(escaped).every(({ start }) => escaped[start + 1] === ' ')).toBe(true)
          expect(tokens.some((token) => escaped.includes(token))).toBe(false)
          expect(unescaped(escaped)).toBe(text)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it.each(['<', '< ', '<|', '<|a', '[', '[INST', '<|a|>', `<|${'a'.repeat(64)}`, `<${' '.repeat(999)}`])(
    'takes time in proportion to the text: %j',
    (piece) => {
      expectInProportion(escapeTemplateTokens, piece)
    },
  )
})

function unescaped(text: string): string {
  let result = ''
  let copied = 0
  for (const { start } of findTemplateTokens(text)) {
    result += text.slice(copied, start + 1)
    copied = start + 2
  }
  return result + text.slice(copied)
}
