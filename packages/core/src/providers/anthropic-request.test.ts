import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { toAnthropicRequest } from './anthropic-request.ts'

const user: ChatMessage = { role: 'user', content: 'hi' }
const hi = { role: 'user', content: [{ type: 'text', text: 'hi' }] }
const style = { model: 'claude-sonnet-5', maxOutputTokens: 4_096, extraBody: {} }

/** The body as it goes over the wire. */
function body(request: Partial<ChatRequest>, more: Partial<typeof style> = {}): Record<string, unknown> {
  const written = toAnthropicRequest({ messages: [user], ...request }, { ...style, ...more })
  return JSON.parse(JSON.stringify(written))
}

describe('the body of a request', () => {
  it('holds nothing that was not asked for, and how long the answer may be', () => {
    expect(body({})).toEqual({ model: 'claude-sonnet-5', max_tokens: 4_096, messages: [hi], stream: true })
  })

  const schema = { type: 'object', properties: {}, additionalProperties: false } as const
  const tools = [{ name: 'weather', description: 'The weather.', parameters: schema }]
  const wireTools = [{ name: 'weather', description: 'The weather.', input_schema: schema }]

  it.each<[Partial<ChatRequest>, object]>([
    [{ stream: false }, { stream: false }],
    [{ maxOutputTokens: 9 }, { max_tokens: 9 }],
    [{ temperature: 0 }, { temperature: 0 }],
    [{ temperature: 1 }, { temperature: 1 }],
    [{ topP: 0.5 }, { top_p: 0.5 }],
    [{ stop: ['END'] }, { stop_sequences: ['END'] }],
    [{ reasoningEffort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      { reasoningEffort: 'high' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
    ],
    [
      { responseFormat: { type: 'json-schema', name: 'City', schema } },
      { output_config: { format: { type: 'json_schema', schema } } },
    ],
    [
      { responseFormat: { type: 'json-schema', name: 'City', schema }, reasoningEffort: 'low' },
      {
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'low', format: { type: 'json_schema', schema } },
      },
    ],
    [{ tools }, { tools: wireTools }],
    [
      { tools, toolChoice: 'auto' },
      { tools: wireTools, tool_choice: { type: 'auto' } },
    ],
    [
      { tools, toolChoice: 'required' },
      { tools: wireTools, tool_choice: { type: 'any' } },
    ],
    [
      { tools, toolChoice: 'none' },
      { tools: wireTools, tool_choice: { type: 'none' } },
    ],
    [
      { tools, toolChoice: { name: 'weather' } },
      { tools: wireTools, tool_choice: { type: 'tool', name: 'weather' } },
    ],
  ])('puts %j where the wire has it', (request, expected) => {
    expect(body(request)).toEqual({ ...body({}), ...expected })
  })

  it('leaves out what is the default, and the target', () => {
    const request = { responseFormat: { type: 'text' }, tools: [], toolChoice: 'auto', target: 'claude' } as const
    expect(body(request)).toEqual(body({}))
  })

  it('carries more fields, which come last', () => {
    const thinking = { type: 'adaptive', display: 'summarized' }
    const extraBody = { top_k: 20, thinking }
    expect(body({ reasoningEffort: 'low' }, { extraBody })).toMatchObject({ top_k: 20, thinking })
  })

  it.each<[string, Partial<ChatRequest>]>([
    ['seed', { seed: 0 }],
    ['temperature', { temperature: 1.1 }],
    ['temperature', { temperature: -0.1 }],
    ['temperature', { temperature: Number.NaN }],
    ['responseFormat', { responseFormat: { type: 'json' } }],
    ['toolChoice', { toolChoice: 'required' }],
    ['toolChoice', { toolChoice: { name: 'weather' }, tools: [] }],
    ['messages', { messages: [] }],
  ])('refuses %s by name in %j', (field, request) => {
    expect(() => body(request)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(new RegExp(`^${field}: `)) }),
    )
  })

  it('refuses a budget that leaves no answer, whoever set the length', () => {
    const model = 'claude-sonnet-4-5'
    expect(() => body({ reasoningEffort: 'low', maxOutputTokens: 1_000 }, { model })).toThrow(/^maxOutputTokens: /)
    expect(() => body({ reasoningEffort: 'low' }, { model, maxOutputTokens: 1_000 })).toThrow(/^maxOutputTokens: /)
    expect(body({ reasoningEffort: 'low' }, { model })).toMatchObject({ thinking: { budget_tokens: 1_024 } })
  })
})

describe('the instructions of a request', () => {
  const system = (content: string): ChatMessage => ({ role: 'system', content })

  it('are those of the request and the messages that begin the conversation', () => {
    expect(body({ system: 'Be brief.' }).system).toBe('Be brief.')
    const messages = [system('Be kind.'), system(' '), system('Be true.'), user]
    expect(body({ system: 'Be brief.', messages })).toMatchObject({
      system: 'Be brief.\n\nBe kind.\n\nBe true.',
      messages: [hi],
    })
    expect(body({ messages: [system('Be kind.'), user] }).system).toBe('Be kind.')
  })

  it('are left out where they are empty', () => {
    expect(body({ system: '', messages: [system('\n'), user] })).not.toHaveProperty('system')
  })

  it('are refused by name later on', () => {
    expect(() => body({ messages: [system('Be kind.'), user, system('Be true.')] })).toThrow(/^messages\[2\]: /)
  })

  it('alone are nothing to answer', () => {
    expect(() => body({ messages: [system('Be kind.')] })).toThrow(/^messages: /)
  })
})

describe('the prompt cache', () => {
  const ephemeral = { type: 'ephemeral' }
  const parameters = { type: 'object' }
  const tools = ['now', 'weather'].map((name) => ({ name, parameters }))
  const messages: ChatMessage[] = [
    { role: 'system', content: 'Be kind.' },
    user,
    { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'now', arguments: '{}' }] },
    { role: 'tool', toolCallId: 'c1', toolName: 'now', content: 'noon' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'and' },
        { type: 'text', text: 'now?' },
      ],
    },
  ]

  it('is asked for with marks at the end of the tools, of the instructions and of what the user said last', () => {
    const wire = body({ system: 'Be brief.', messages, tools, promptCache: {} })
    expect(wire.system).toEqual([{ type: 'text', text: 'Be brief.\n\nBe kind.', cache_control: ephemeral }])
    expect(wire.tools).toEqual([
      { name: 'now', input_schema: parameters },
      { name: 'weather', input_schema: parameters, cache_control: ephemeral },
    ])
    expect(wire.messages).toEqual([
      hi,
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'now', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'noon' },
          { type: 'text', text: 'and' },
          { type: 'text', text: 'now?', cache_control: ephemeral },
        ],
      },
    ])
  })

  it('marks the last results of tools, and nothing of the model’s', () => {
    const wire = body({ messages: [...messages.slice(1, 4)], promptCache: {} }).messages
    expect(wire).toMatchObject([{}, {}, { content: [{ type: 'tool_result', cache_control: ephemeral }] }])
    const answered: ChatMessage[] = [user, { role: 'assistant', content: 'Well,' }]
    expect(JSON.stringify(body({ messages: answered, promptCache: {} }).messages).match(/cache_control/g)).toHaveLength(
      1,
    )
  })

  it('is named a time only if it is not the default', () => {
    const hour = { type: 'ephemeral', ttl: '1h' }
    expect(body({ system: 'x', promptCache: { ttl: '1h' } })).toMatchObject({
      system: [{ cache_control: hour }],
      messages: [{ content: [{ cache_control: hour }] }],
    })
    expect(JSON.stringify(body({ system: 'x', promptCache: { ttl: '5m', key: 'k' } }))).not.toMatch(/ttl|"k"/)
  })

  it('is not asked for unless the request does', () => {
    expect(JSON.stringify(body({ system: 'Be brief.', messages, tools }))).not.toContain('cache_control')
  })
})

describe('thinking in the middle of a tool call', () => {
  const messages: ChatMessage[] = [
    user,
    { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' }] },
    { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: 'rain' },
  ]

  it('is left out where the model has a budget and the call was made without', () => {
    const budgeted = { model: 'claude-sonnet-4-5' }
    expect(body({ messages, reasoningEffort: 'high' }, budgeted)).not.toHaveProperty('thinking')
    expect(body({ messages: [user], reasoningEffort: 'high' }, budgeted)).toHaveProperty('thinking')
    expect(body({ messages, reasoningEffort: 'high' })).toMatchObject({ thinking: { type: 'adaptive' } })
  })

  it('does not go with what cannot be told besides', () => {
    expect(() => body({ reasoningEffort: 'high', temperature: 0 })).toThrow(/^temperature: /)
  })
})
