import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import type { ChatDialect } from './dialects/chat-dialect.ts'
import { toOpenAIRequest } from './openai-request.ts'

const user: ChatMessage = { role: 'user', content: 'hi' }
const openai: ChatDialect = { maxTokensField: 'max_completion_tokens' }

/** The body as it goes over the wire. */
function body(request: Partial<ChatRequest>, dialect = openai, extraBody = {}): Record<string, unknown> {
  const written = toOpenAIRequest({ messages: [user], ...request }, { model: 'gpt', dialect, extraBody })
  return JSON.parse(JSON.stringify(written))
}
const wireMessages = (...messages: ChatMessage[]) => body({ messages }).messages

describe('the body of a request', () => {
  it('holds nothing that was not asked for, and streams with usage', () => {
    expect(body({})).toEqual({
      model: 'gpt',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('asks for no stream options where it asks for no stream', () => {
    expect(body({ stream: false })).toMatchObject({ stream: false })
    expect(body({ stream: false })).not.toHaveProperty('stream_options')
  })

  it.each<[Partial<ChatRequest>, object]>([
    [{ temperature: 0 }, { temperature: 0 }],
    [{ topP: 0.5 }, { top_p: 0.5 }],
    [{ stop: ['\n\n'] }, { stop: ['\n\n'] }],
    [{ seed: 0 }, { seed: 0 }],
    [{ reasoningEffort: 'low' }, { reasoning_effort: 'low' }],
    [{ maxOutputTokens: 9 }, { max_completion_tokens: 9 }],
    [{ responseFormat: { type: 'json' } }, { response_format: { type: 'json_object' } }],
    [
      { responseFormat: { type: 'json-schema', name: 'City', schema: { type: 'object' } } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'City', schema: { type: 'object' }, strict: true },
        },
      },
    ],
  ])('puts %j where the wire has it', (request, expected) => {
    expect(body(request)).toEqual({ ...body({}), ...expected })
  })

  it('leaves out what is the default', () => {
    expect(body({ responseFormat: { type: 'text' }, tools: [] })).toEqual(body({}))
  })

  it('names no target', () => {
    expect(body({ target: 'gpt' })).not.toHaveProperty('target')
  })

  it('follows the style of the server', () => {
    const wire = body({ maxOutputTokens: 9 }, {}, { enable_thinking: true })
    expect(wire).toMatchObject({ max_tokens: 9, enable_thinking: true })
    expect(wire).not.toHaveProperty('max_completion_tokens')
  })

  it('defines tools as functions', () => {
    const tool = { name: 'weather', description: 'The weather.', parameters: { type: 'object', properties: {} } }
    expect(body({ tools: [tool] }).tools).toEqual([{ type: 'function', function: tool }])
    expect(body({ tools: [tool], toolChoice: 'required' }).tool_choice).toBe('required')
    const weather = { type: 'function', function: { name: 'weather' } }
    expect(body({ tools: [tool], toolChoice: { name: 'weather' } }).tool_choice).toEqual(weather)
  })

  it('chooses among no tools only where there is nothing to choose', () => {
    for (const toolChoice of ['auto', 'none'] as const) expect(body({ toolChoice })).toEqual(body({}))
    for (const toolChoice of ['required', { name: 'weather' }] as const) {
      expect(() => body({ toolChoice, tools: [] })).toThrow(/^toolChoice: /)
    }
  })
})

describe('the messages of a request', () => {
  it('begin with the instructions', () => {
    const system: ChatMessage = { role: 'system', content: 'Be kind.' }
    expect(body({ system: 'Be brief.', messages: [user, system] }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hi' },
      { role: 'system', content: 'Be kind.' },
    ])
  })

  it('carry text and pictures', () => {
    const picture = {
      type: 'file',
      mediaType: 'image/png',
      url: 'https://example.com/a.png',
      filename: 'a.png',
    } as const
    expect(wireMessages({ role: 'user', content: [{ type: 'text', text: 'What is it?' }, picture] })).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
        ],
      },
    ])
  })

  it('refuse a file that is no picture, and say where it stands', () => {
    const file = { type: 'file', mediaType: 'application/pdf', url: 'https://example.com/a.pdf' } as const
    const asked = () => wireMessages(user, { role: 'user', content: [{ type: 'text', text: 'Read.' }, file] })
    expect(asked).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('messages[1].content[1]') }),
    )
    expect(asked).toThrow(/application\/pdf/)
  })

  it('count from the caller’s first message, whatever stands before it', () => {
    const file = { type: 'file', mediaType: 'audio/wav', url: 'data:audio/wav;base64,AA==' } as const
    expect(() => body({ system: 'x', messages: [{ role: 'user', content: [file] }] })).toThrow(/^messages\[0\]/)
  })

  it('carry what the model said, without what it thought', () => {
    const text = { type: 'text', text: 'Looking.' } as const
    const thought = { type: 'reasoning', text: 'hm' } as const
    const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' } as const
    const calls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"北京"}' } }]
    expect(
      wireMessages(
        { role: 'assistant', content: 'Hello.' },
        { role: 'assistant', content: [thought, text] },
        { role: 'assistant', content: [thought, text, call] },
        { role: 'assistant', content: [call] },
      ),
    ).toEqual([
      { role: 'assistant', content: 'Hello.' },
      { role: 'assistant', content: 'Looking.' },
      { role: 'assistant', content: 'Looking.', tool_calls: calls },
      { role: 'assistant', content: null, tool_calls: calls },
    ])
  })

  it('carry what a tool answered', () => {
    expect(
      wireMessages({ role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '3 °C', isError: true }),
    ).toEqual([{ role: 'tool', tool_call_id: 'c1', content: '3 °C' }])
  })
})

describe('what servers refuse of a conversation', () => {
  it('is an answer that says nothing, which is left out', () => {
    const empty: ChatMessage[] = [
      { role: 'assistant', content: '' },
      { role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }] },
    ]
    expect(wireMessages(user, ...empty, user)).toHaveLength(2)
  })

  it('are long ids and arguments that are no object', () => {
    const id = 'c'.repeat(80)
    const call = { type: 'tool-call', id, name: 'weather', arguments: '{"city"' } as const
    const [said, answered] = wireMessages(
      { role: 'assistant', content: [call] },
      { role: 'tool', toolCallId: id, toolName: 'weather', content: '3' },
    ) as [{ tool_calls: { id: string; function: object }[] }, { tool_call_id: string }]
    expect(said.tool_calls[0]?.function).toEqual({ name: 'weather', arguments: '{"arguments":"{\\"city\\""}' })
    expect(answered.tool_call_id).toHaveLength(64)
    expect(said.tool_calls[0]?.id).toBe(answered.tool_call_id)
  })

  it('is not a picture, however its type is written', () => {
    const file = { type: 'file', mediaType: 'IMAGE/PNG', url: 'https://example.com/a.png' } as const
    expect(() => wireMessages({ role: 'user', content: [file] })).not.toThrow()
  })
})

describe('the prompt cache', () => {
  const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }]
  const key: ChatDialect = { promptCache: () => 'key' }
  const marks: ChatDialect = { promptCache: () => 'marks' }

  it('is asked for by a key, in as many characters as are taken', () => {
    expect(body({ promptCache: { key: 'trip', ttl: '1h' } }, key)).toEqual({ ...body({}), prompt_cache_key: 'trip' })
    const long = (end: string) => body({ promptCache: { key: 'k'.repeat(100) + end } }, key).prompt_cache_key
    expect(long('a')).toHaveLength(64)
    expect(long('a')).toBe(long('a'))
    expect(long('a')).not.toBe(long('b'))
    expect(body({ promptCache: { key: '' } }, key)).toEqual(body({}))
  })

  it('is asked for by marks, at the end of the instructions and of what the user said last', () => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'Be kind.' },
      user,
      { role: 'assistant', content: 'Hello.' },
      { role: 'system', content: 'Be true.' },
      { role: 'user', content: 'Who are you?' },
    ]
    const wire = body({ system: 'Be brief.', messages, promptCache: { key: 'trip' } }, marks)
    expect(wire.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: marked('Be kind.') },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'system', content: 'Be true.' },
      { role: 'user', content: marked('Who are you?') },
    ])
    expect(wire).not.toHaveProperty('prompt_cache_key')
  })

  it('marks the last text of several parts, and nothing where there is none', () => {
    const picture = { type: 'file', mediaType: 'image/png', url: 'https://example.com/x.png' } as const
    const wired = { type: 'image_url', image_url: { url: picture.url } }
    const contentOf = (content: ChatMessage['content']) =>
      body({ messages: [{ role: 'user', content } as ChatMessage], promptCache: {} }, marks).messages
    expect(contentOf([{ type: 'text', text: 'What?' }, picture])).toEqual([
      { role: 'user', content: [...marked('What?'), wired] },
    ])
    expect(contentOf([picture])).toEqual([{ role: 'user', content: [wired] }])
    expect(contentOf('')).toEqual([{ role: 'user', content: '' }])
  })

  it('is left to itself by a dialect that says nothing of it, and for models it knows nothing of', () => {
    const request = { system: 'Be brief.', promptCache: { key: 'trip' } }
    expect(body(request, {})).toEqual(body({ system: 'Be brief.' }, {}))
    const none: ChatDialect = { promptCache: (model) => (model === 'other' ? 'marks' : undefined) }
    expect(body(request, none)).toEqual(body({ system: 'Be brief.' }, none))
  })
})
