import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../chat/request.ts'
import { toResponsesRequest } from './responses-request.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
type Style = Parameters<typeof toResponsesRequest>[1]

/** The body as it goes over the wire. */
function body(request: Partial<ChatRequest>, style: Partial<Style> = {}): Record<string, unknown> {
  const all = { model: 'gpt', store: false, keepsReasoning: false, extraBody: {}, ...style }
  return JSON.parse(JSON.stringify(toResponsesRequest({ messages, ...request }, all)))
}

describe('the body of a request for a response', () => {
  it('holds nothing that was not asked for, streams, and has nothing stored', () => {
    expect(body({})).toEqual({
      model: 'gpt',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
      stream: true,
      store: false,
    })
  })

  it.each<[Partial<ChatRequest>, object]>([
    [{ stream: false }, { stream: false }],
    [{ system: 'Be brief.' }, { instructions: 'Be brief.' }],
    [{ temperature: 0 }, { temperature: 0 }],
    [{ topP: 0.5 }, { top_p: 0.5 }],
    [{ maxOutputTokens: 9 }, { max_output_tokens: 9 }],
    [{ reasoningEffort: 'low' }, { reasoning: { effort: 'low', summary: 'auto' } }],
    [{ reasoningEffort: 'none' }, { reasoning: { effort: 'none' } }],
    [{ responseFormat: { type: 'json' } }, { text: { format: { type: 'json_object' } } }],
    [
      { responseFormat: { type: 'json-schema', name: 'City', schema: { type: 'object' } } },
      { text: { format: { type: 'json_schema', name: 'City', schema: { type: 'object' }, strict: true } } },
    ],
    [{ responseFormat: { type: 'text' } }, {}],
    [{ tools: [], toolChoice: 'none' }, {}],
    [{ stop: [] }, {}],
    [{ target: 'fast' }, {}],
    [{ promptCache: { key: 'trip', ttl: '1h' } }, { prompt_cache_key: 'trip' }],
    [{ promptCache: {} }, {}],
  ])('puts %j where the wire has it', (request, expected) => {
    expect(body(request)).toEqual({ ...body({}), ...expected })
  })

  it.each([
    ['auto', { type: 'object' }, 'auto'],
    ['required', { type: 'object' }, 'required'],
    [{ name: 'weather' }, {}, { type: 'function', name: 'weather' }],
  ] as const)('defines tools, with the choice %j', (toolChoice, parameters, expected) => {
    const tool = { name: 'weather', description: 'The weather.', parameters }
    expect(body({ tools: [tool], toolChoice })).toMatchObject({
      tools: [{ type: 'function', ...tool, strict: false }],
      tool_choice: expected,
    })
  })

  it.each<[Partial<ChatRequest>, string]>([
    [{ stop: ['\n'] }, 'stop: '],
    [{ seed: 0 }, 'seed: '],
    [{ toolChoice: 'required' }, 'toolChoice: '],
    [
      { messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'audio/wav', url: 'data:,' }] }] },
      'messages[0].content[0]: ',
    ],
  ])('is not made of %j, and the refusal names the field', (request, field) => {
    expect(() => body(request)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(field) }),
    )
  })
})

describe('thoughts', () => {
  const include = ['reasoning.encrypted_content']

  it('are asked for sealed where the model has them and nothing is stored', () => {
    expect(body({}, { keepsReasoning: true })).toMatchObject({ include })
    expect(body({}, { keepsReasoning: true, store: true })).not.toHaveProperty('include')
    expect(body({}, { store: true })).toMatchObject({ store: true })
  })

  it.each([
    [undefined, 'detailed', { summary: 'detailed' }],
    ['high', 'concise', { effort: 'high', summary: 'concise' }],
    ['high', 'none', { effort: 'high' }],
    [undefined, 'none', undefined],
  ] as const)('with the effort %s are summed up as %s says', (reasoningEffort, reasoningSummary, expected) => {
    expect(body({ reasoningEffort }, { reasoningSummary }).reasoning).toEqual(expected)
  })
})

describe('more fields', () => {
  it('come last', () => {
    expect(body({}, { extraBody: { service_tier: 'flex', store: true } })).toMatchObject({
      service_tier: 'flex',
      store: true,
    })
  })
})
