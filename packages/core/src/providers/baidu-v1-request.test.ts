import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { toBaiduV1Request } from './baidu-v1-request.ts'

const user: ChatMessage = { role: 'user', content: 'hi' }
const tool = { name: 'weather', description: 'The weather.', parameters: { type: 'object', properties: {} } }

/** The body as it goes over the wire. */
function body(request: Partial<ChatRequest>, extraBody = {}): Record<string, unknown> {
  return JSON.parse(JSON.stringify(toBaiduV1Request({ messages: [user], ...request }, extraBody)))
}

describe('the body of a request to Qianfan’s first version', () => {
  it('holds nothing that was not asked for, and no model', () => {
    expect(body({})).toEqual({ messages: [{ role: 'user', content: 'hi' }], stream: true })
  })

  it.each<[Partial<ChatRequest>, object]>([
    [{ stream: false }, { stream: false }],
    [{ system: 'Be kind.' }, { system: 'Be kind.' }],
    [{ temperature: 0.01 }, { temperature: 0.01 }],
    [{ temperature: 1 }, { temperature: 1 }],
    [{ topP: 0 }, { top_p: 0 }],
    [{ topP: 1 }, { top_p: 1 }],
    [{ stop: ['a', 'b', 'c', 'd'] }, { stop: ['a', 'b', 'c', 'd'] }],
    [{ maxOutputTokens: 2 }, { max_output_tokens: 2 }],
    [{ tools: [tool] }, { functions: [tool] }],
    [{ tools: [tool], toolChoice: 'auto' }, { functions: [tool] }],
    [
      { tools: [tool], toolChoice: { name: 'weather' } },
      { functions: [tool], tool_choice: { type: 'function', function: { name: 'weather' } } },
    ],
    [{ responseFormat: { type: 'json' } }, { response_format: 'json_object' }],
  ])('puts %j where the wire has it', (request, expected) => {
    expect(body(request)).toEqual({ ...body({}), ...expected })
  })

  it('leaves out what is the default, and functions that may not be called', () => {
    for (const request of [
      { responseFormat: { type: 'text' }, reasoningEffort: 'none', tools: [], toolChoice: 'auto', target: 'ernie' },
      { tools: [tool], toolChoice: 'none' },
    ] as const) {
      expect(body(request)).toEqual(body({}))
    }
  })

  it('takes more fields', () => {
    expect(body({}, { disable_search: true })).toEqual({ ...body({}), disable_search: true })
  })

  it.each<[string, Partial<ChatRequest>]>([
    ['temperature', { temperature: 0 }],
    ['temperature', { temperature: 1.1 }],
    ['temperature', { temperature: Number.NaN }],
    ['topP', { topP: -0.1 }],
    ['topP', { topP: 1.1 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['maxOutputTokens', { maxOutputTokens: 1 }],
    ['seed', { seed: 0 }],
    ['reasoningEffort', { reasoningEffort: 'low' }],
    ['responseFormat', { responseFormat: { type: 'json-schema', name: 'City', schema: {} } }],
    ['toolChoice', { tools: [tool], toolChoice: 'required' }],
    ['toolChoice', { toolChoice: { name: 'weather' } }],
  ])('refuses %s by name where it cannot be said: %j', (field, request) => {
    expect(() => body(request)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(`^${field}: `) }),
    )
  })
})
