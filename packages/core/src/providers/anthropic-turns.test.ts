import { describe, expect, it } from 'vitest'
import type { AssistantMessage, ChatMessage, FilePart } from '../chat/request.ts'
import { toAnthropicTurns } from './anthropic-turns.ts'

/** The turns as they go over the wire. */
const turns = (...messages: ChatMessage[]) => JSON.parse(JSON.stringify(toAnthropicTurns(messages, 0)))
const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (...content: Exclude<AssistantMessage['content'], string>[number][]): ChatMessage => ({
  role: 'assistant',
  content,
})
const text = (text: string) => ({ type: 'text', text }) as const
const call = (id: string, args = '{}') => ({ type: 'tool-call', id, name: 'weather', arguments: args }) as const
const result = (toolCallId: string, content: string): ChatMessage => ({
  role: 'tool',
  toolCallId,
  toolName: 'weather',
  content,
})

describe('what the user said', () => {
  const withFile = (part: Omit<FilePart, 'type'>) => turns({ role: 'user', content: [{ type: 'file', ...part }] })
  const files: [string, Omit<FilePart, 'type'>, object][] = [
    [
      'a picture by address',
      { mediaType: 'image/png', url: 'https://example.com/a.png' },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ],
    [
      'a picture as data',
      { mediaType: 'image/JPEG', url: 'data:image/jpeg;base64,AAAA' },
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
    ],
    [
      'a picture by the name that is not its own',
      { mediaType: 'image/jpg', url: 'data:image/jpg;base64,AAAA' },
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
    ],
    [
      'a document by address',
      { mediaType: 'application/pdf', url: 'HTTPS://example.com/a.pdf' },
      { type: 'document', source: { type: 'url', url: 'HTTPS://example.com/a.pdf' } },
    ],
    [
      'a document as data',
      { mediaType: 'application/pdf', url: 'data:application/pdf;name=a.pdf;base64,AAAA' },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } },
    ],
  ]
  it.each(files)('may be %s', (_, part, block) => {
    expect(withFile(part)).toEqual([{ role: 'user', content: [block] }])
  })

  it('may be several things, empty texts left out', () => {
    const file = { type: 'file', mediaType: 'image/gif', url: 'https://example.com/a.gif' } as const
    const [turn] = turns({ role: 'user', content: [text('What is it?'), text(' \n'), file, text('')] })
    expect(turn.content).toMatchObject([{ type: 'text', text: 'What is it?' }, { type: 'image' }])
  })

  it.each([
    ['image/png', 'http://example.com/a.png'],
    ['image/png', 'file:///etc/passwd'],
    ['image/png', 'data:image/png,%89PNG'],
    ['image/png', 'data:image/png;base64'],
    ['image/png', ''],
    ['image/heic', 'https://example.com/a.heic'],
    ['audio/wav', 'data:audio/wav;base64,AAAA'],
    ['text/plain', 'https://example.com/a.txt'],
  ])('is refused by name as %s from %j', (mediaType, url) => {
    const content = [text('Look.'), { type: 'file', mediaType, url } as const]
    expect(() => turns(user('hi'), { role: 'user', content })).toThrow(
      expect.objectContaining({
        code: 'bad-request',
        message: expect.stringMatching(/^messages\[1\]\.content\[1\]: /),
      }),
    )
  })

  it.each(['', '  ', '\n'])('is refused by name where it is nothing: %j', (nothing) => {
    expect(() => turns(user('hi'), user(nothing))).toThrow(/^messages\[1\]\.content: /)
  })
})

describe('what the model said', () => {
  const anthropic = { signature: 'sig' }

  it('is text, signed thoughts and calls, in their order', () => {
    const content = turns(
      user('hi'),
      assistant(
        { type: 'reasoning', text: 'hm', providerMetadata: { anthropic } },
        { type: 'reasoning', text: '', providerMetadata: { anthropic: { redactedData: 'xyz' } } },
        text('Looking.'),
        call('c1', '{"city":"北京"}'),
      ),
    )[1].content
    expect(content).toEqual([
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xyz' },
      { type: 'text', text: 'Looking.' },
      { type: 'tool_use', id: 'c1', name: 'weather', input: { city: '北京' } },
    ])
  })

  it.each([undefined, {}, { openai: { itemId: 'i' } }, { anthropic: {} }, { anthropic: { signature: '' } }])(
    'is without thoughts that Anthropic did not sign: %j',
    (providerMetadata) => {
      const thought = { type: 'reasoning', text: 'hm', ...(providerMetadata && { providerMetadata }) } as const
      expect(turns(user('hi'), assistant(thought, text('Yes.')))[1].content).toEqual([text('Yes.')])
    },
  )

  it('is without thoughts that nothing follows', () => {
    const thought = { type: 'reasoning', text: 'hm', providerMetadata: { anthropic } } as const
    expect(turns(user('hi'), assistant(text('Yes.'), thought))[1].content).toEqual([text('Yes.')])
  })

  it('is left out where nothing is left of it', () => {
    const thought = { type: 'reasoning', text: 'hm', providerMetadata: { anthropic } } as const
    for (const empty of [assistant(), assistant(thought), assistant(text(' ')), { role: 'assistant', content: '' }]) {
      expect(turns(user('a'), empty as ChatMessage, user('b'))).toEqual([
        { role: 'user', content: [text('a'), text('b')] },
      ])
    }
  })

  it.each([
    ['', {}],
    ['{"a":1}', { a: 1 }],
    ['{"a":', { arguments: '{"a":' }],
    ['[1]', { arguments: '[1]' }],
    ['null', { arguments: 'null' }],
    ['"a"', { arguments: '"a"' }],
  ])('is a call with an object, though the model wrote %j', (args, input) => {
    expect(turns(user('hi'), assistant(call('c1', args)))[1].content).toMatchObject([{ type: 'tool_use', input }])
  })
})

describe('what tools answered', () => {
  it('is the user’s, and comes before what the user says', () => {
    expect(
      turns(
        user('hi'),
        assistant(call('c1'), call('c2')),
        result('c1', '3 °C'),
        user('And?'),
        { ...result('c2', 'no'), isError: true } as ChatMessage,
        { role: 'assistant', content: 'Cold.' },
      ),
    ).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: '3 °C' },
          { type: 'tool_result', tool_use_id: 'c2', content: 'no', is_error: true },
          { type: 'text', text: 'And?' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Cold.' }] },
    ])
  })

  it('may be nothing', () => {
    const [, , turn] = turns(user('hi'), assistant(call('c1')), { ...result('c1', ''), isError: false } as ChatMessage)
    expect(turn.content).toEqual([{ type: 'tool_result', tool_use_id: 'c1' }])
  })

  it('answers the same call where another provider’s id would be refused', () => {
    const id = 'functions.weather:0'
    const [, said, answered] = turns(user('hi'), assistant(call(id)), result(id, '3 °C'))
    expect(said.content[0].id).toBe('functions_weather_0')
    expect(answered.content[0].tool_use_id).toBe('functions_weather_0')
  })
})
