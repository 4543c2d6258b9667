import { describe, expect, it } from 'vitest'
import { anthropicErrors } from './anthropic-errors.ts'
import { createAnthropicReply } from './anthropic-reply.ts'
import { createClassifier } from './failure.ts'

const classify = createClassifier(anthropicErrors)
const start = { type: 'start', provider: 'anthropic', model: 'claude' } as const
const newReply = () =>
  createAnthropicReply(start, (body) => classify({ status: 200, headers: new Headers(), body, now: 0 }))
const begin = (usage: object) => ({ type: 'message_start', message: { content: [], usage } })
const finish = (usage: object) => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage })
const usageOf = (...chunks: unknown[]) => {
  const reply = newReply()
  for (const chunk of chunks) reply.read(chunk, undefined)
  const [last] = reply.end().slice(-1)
  return last?.type === 'finish' ? last.usage : undefined
}

describe('a proxy of Anthropic', () => {
  it('does not take back with a zero what it has counted of the input', () => {
    const told = { input_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: 2, output_tokens: 1 }
    const zeros = { input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 7 }
    const expected = { inputTokens: 10, outputTokens: 7, cachedInputTokens: 3, cacheWriteInputTokens: 2 }
    expect(usageOf(begin(told), finish(zeros))).toEqual(expected)
    expect(usageOf(begin(zeros), finish({ ...told, output_tokens: 7 }))).toEqual(expected)
  })

  it('may count nothing', () => {
    expect(usageOf(begin({ input_tokens: 0 }), finish({ output_tokens: 7 }))).toEqual({
      inputTokens: 0,
      outputTokens: 7,
    })
  })

  it('may tell an error as a text', () => {
    for (const error of ['overloaded', 'No.']) {
      expect(() => newReply().read({ error }, undefined)).toThrow(expect.objectContaining({ code: 'server' }))
      expect(() => newReply().readWhole({ error })).toThrow(expect.objectContaining({ code: 'server' }))
    }
  })

  it('does not ask for a tool without a name', () => {
    const block = { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'c1', input: {} } }
    expect(() => newReply().read(block, undefined)).toThrow('without a name')
  })

  it.each([
    ['arguments', { type: 'tool_use', id: 'c1', name: 'a', input: {} }, 'input_json_delta', 'partial_json'],
    ['signatures', { type: 'thinking', thinking: '' }, 'signature_delta', 'signature'],
  ])('does not fill the memory with %s', (_, content_block, type, field) => {
    const reply = newReply()
    reply.read({ type: 'content_block_start', index: 0, content_block }, undefined)
    const delta = { type, [field]: 'x'.repeat(1_000_000) }
    const go = () => reply.read({ type: 'content_block_delta', index: 0, delta }, undefined)
    for (let count = 0; count < 4; count++) go()
    expect(go).toThrow(expect.objectContaining({ code: 'server' }))
  })
})
