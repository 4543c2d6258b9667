import { describe, expect, it } from 'vitest'
import type { AssistantMessage, ChatMessage, FilePart, ReasoningPart } from '../chat/request.ts'
import { toResponsesInput } from './responses-input.ts'

/** The items as they go over the wire. */
function items(messages: readonly ChatMessage[], keepsReasoning = true): unknown {
  return JSON.parse(JSON.stringify(toResponsesInput(messages, keepsReasoning)))
}
const said = (...content: Exclude<AssistantMessage['content'], string>) => items([{ role: 'assistant', content }])
const sent = (part: FilePart) => items([{ role: 'user', content: [part] }])
const text = { type: 'text', text: 'Looking.' } as const
const message = { role: 'assistant', content: [{ type: 'output_text', text: 'Looking.' }] }
const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' } as const
const wireCall = { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"北京"}' }

function thought(text: string, itemId?: string, seal?: string | null): ReasoningPart {
  const openai = { ...(itemId && { itemId }), ...(seal !== undefined && { reasoningEncryptedContent: seal }) }
  return { type: 'reasoning', text, providerMetadata: { openai } }
}
const item = (id: string, seal: string, ...summary: string[]) => ({
  type: 'reasoning',
  id,
  encrypted_content: seal,
  summary: summary.map((text) => ({ type: 'summary_text', text })),
})

describe('a conversation as items', () => {
  it('carries what everybody said, in its order', () => {
    expect(
      items([
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: 'Looking.' },
        { role: 'system', content: 'Be kind.' },
        { role: 'assistant', content: [text, call] },
        { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '3 °C', isError: true },
      ]),
    ).toEqual([
      { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      message,
      { role: 'system', content: 'Be kind.' },
      message,
      wireCall,
      { type: 'function_call_output', call_id: 'c1', output: '3 °C' },
    ])
  })

  it('carries pictures and PDFs, by address or as data', () => {
    const pdf = { type: 'file', mediaType: 'application/pdf' } as const
    const file = (part: object) => [{ role: 'user', content: [part] }]
    const data = 'data:application/pdf;base64,AA=='
    expect(sent({ type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' })).toEqual(
      file({ type: 'input_image', image_url: 'https://example.com/a.png' }),
    )
    expect(sent({ ...pdf, url: 'https://example.com/a.pdf' })).toEqual(
      file({ type: 'input_file', file_url: 'https://example.com/a.pdf' }),
    )
    expect(sent({ ...pdf, url: data, filename: 'a.pdf' })).toEqual(
      file({ type: 'input_file', filename: 'a.pdf', file_data: data }),
    )
    expect(sent({ ...pdf, url: data })).toEqual(file({ type: 'input_file', filename: 'document.pdf', file_data: data }))
  })

  it('refuses any other file, and says where it stands', () => {
    expect(() =>
      items([
        { role: 'user', content: 'hi' },
        { role: 'user', content: [text, { type: 'file', mediaType: 'audio/wav', url: 'data:,' }] },
      ]),
    ).toThrow(/^messages\[1\]\.content\[1\]: .*audio\/wav/)
  })

  it('leaves out a text that says nothing', () => {
    expect(said({ type: 'text', text: '' }, call)).toEqual([wireCall])
  })
})

describe('earlier thoughts', () => {
  it('go back as they were sealed, before what they led to', () => {
    expect(said(thought('Hm.', 'rs_1', 'sealed'), call, thought('', 'rs_2', 'also'), text)).toEqual([
      item('rs_1', 'sealed', 'Hm.'),
      wireCall,
      item('rs_2', 'also'),
      message,
    ])
  })

  it('need no id', () => {
    const { id: _, ...anonymous } = item('', 'sealed', 'Hm.')
    expect(said(thought('Hm.', undefined, 'sealed'), text)).toEqual([anonymous, message])
  })

  it('of one item are put together again', () => {
    expect(said(thought('One.', 'rs_1', null), thought('Two.', 'rs_1', 'sealed'), text)).toEqual([
      item('rs_1', 'sealed', 'One.', 'Two.'),
      message,
    ])
    expect(said(thought('One.', 'rs_1', 'sealed'), thought('Two.', 'rs_1'), text)).toEqual([
      item('rs_1', 'sealed', 'One.', 'Two.'),
      message,
    ])
  })

  it('are left out without a seal, or with that of another provider', () => {
    const others: ReasoningPart[] = [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'reasoning', text: 'Hm.', providerMetadata: { anthropic: { signature: 'sealed' } } },
      { type: 'reasoning', text: 'Hm.', providerMetadata: { openai: { reasoningEncryptedContent: 1 } } },
      thought('Hm.', 'rs_1', null),
    ]
    for (const other of others) expect(said(other, text)).toEqual([message])
  })

  it('are left out where they led to nothing', () => {
    expect(said(text, thought('Hm.', 'rs_1', 'sealed'), thought('Hm.', 'rs_2', 'sealed'))).toEqual([message])
    expect(said(thought('Hm.', 'rs_1', 'sealed'))).toEqual([])
  })

  it('are left out for a model that does not think', () => {
    expect(items([{ role: 'assistant', content: [thought('Hm.', 'rs_1', 'sealed'), text] }], false)).toEqual([message])
  })
})

describe('what OpenAI refuses of a conversation', () => {
  it('are long ids and arguments that are no object', () => {
    const id = 'c'.repeat(80)
    const [call, output] = toResponsesInput(
      [
        { role: 'assistant', content: [{ type: 'tool-call', id, name: 'weather', arguments: '' }] },
        { role: 'tool', toolCallId: id, toolName: 'weather', content: '3' },
      ],
      false,
    )
    expect(call).toMatchObject({ arguments: '{}', call_id: expect.stringMatching(/^c.{63}$/) })
    expect(output?.call_id).toBe(call?.call_id)
  })

  it('is not a file, however its type is written, but an answer that says nothing', () => {
    const file = (mediaType: string) => ({ type: 'file', mediaType, url: 'https://example.com/a' }) as const
    const content = [file('IMAGE/PNG'), file('Application/PDF')]
    const input = toResponsesInput(
      [
        { role: 'assistant', content: '' },
        { role: 'user', content },
      ],
      false,
    )
    expect(input).toMatchObject([{ content: [{ type: 'input_image' }, { type: 'input_file' }] }])
  })
})
