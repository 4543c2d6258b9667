import { describe, expect, it } from 'vitest'
import { toChatMessages } from './to-chat-messages.ts'
import type { TextUIPart, UIMessage, UIPart } from './ui-message.ts'

let count = 0
const message = (role: UIMessage['role'], ...parts: UIPart[]): UIMessage => ({ id: `m${count++}`, role, parts })
const text = (text: string): UIPart => ({ type: 'text', text })
const step: UIPart = { type: 'step-start' }

describe('what the model sees of a user', () => {
  it('is plain text where there is nothing else', () => {
    expect(toChatMessages([message('user', text('hi'))])).toEqual([{ role: 'user', content: 'hi' }])
  })

  it('is texts and files in their order', () => {
    const picture: UIPart = {
      type: 'file',
      mediaType: 'image/png',
      url: 'data:image/png;base64,AA==',
      filename: 'a.png',
    }
    expect(toChatMessages([message('user', text('what is'), picture, text('this?'))])).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'what is' }, picture, { type: 'text', text: 'this?' }] },
    ])
  })

  it('holds no state, data or sources', () => {
    const parts: UIPart[] = [
      { type: 'text', text: 'hi', state: 'done' },
      { type: 'data-weather', data: 1 },
      { type: 'source-url', sourceId: 's', url: 'https://example.com' },
    ]
    expect(toChatMessages([message('user', ...parts)])).toEqual([{ role: 'user', content: 'hi' }])
  })

  it('is nothing at all of an empty message', () => {
    expect(toChatMessages([message('user'), message('user', { type: 'data-x', data: 1 })])).toEqual([])
  })
})

describe('what the model sees of an answer', () => {
  it('is one message a step, with the tools’ answers after it', () => {
    const answer = message(
      'assistant',
      step,
      { type: 'reasoning', text: 'I should look.' },
      text('Looking.'),
      { type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: { city: '北京' }, output: { c: 3 } },
      {
        type: 'dynamic-tool',
        toolName: 'time',
        toolCallId: 'c2',
        state: 'output-available',
        input: {},
        output: 'noon',
      },
      step,
      text('3 °C at noon.'),
    )
    expect(toChatMessages([answer])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I should look.' },
          { type: 'text', text: 'Looking.' },
          { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' },
          { type: 'tool-call', id: 'c2', name: 'time', arguments: '{}' },
        ],
      },
      { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '{"c":3}' },
      { role: 'tool', toolCallId: 'c2', toolName: 'time', content: 'noon' },
      { role: 'assistant', content: [{ type: 'text', text: '3 °C at noon.' }] },
    ])
  })

  it('says that a tool failed, and why', () => {
    const failed = { type: 'tool-weather', toolCallId: 'c1', state: 'output-error', input: {} } as const
    expect(toChatMessages([message('assistant', { ...failed, errorText: 'No such city.' })])[1]).toEqual({
      role: 'tool',
      toolCallId: 'c1',
      toolName: 'weather',
      content: 'No such city.',
      isError: true,
    })
    expect(toChatMessages([message('assistant', failed as unknown as UIPart)])[1]).toMatchObject({
      content: 'The tool failed.',
    })
  })

  it.each(['input-streaming', 'input-available'] as const)('drops a call that is still in %s', (state) => {
    const call: UIPart = { type: 'tool-weather', toolCallId: 'c1', state, input: {} }
    expect(toChatMessages([message('assistant', text('Let me see.'), call)])).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }] },
    ])
    expect(toChatMessages([message('assistant', call)])).toEqual([])
  })

  it('says that a call was denied, and why', () => {
    const call = { type: 'tool-pay', toolCallId: 'c1', input: { cny: 9 } } as const
    const denied = (reason?: string) => ({ id: 'a1', approved: false as const, reason })
    const result = { role: 'tool', toolCallId: 'c1', toolName: 'pay', isError: true }
    const parts: [UIPart, string][] = [
      [{ ...call, state: 'output-denied', approval: denied('Too dear.') }, 'This call was not allowed: Too dear.'],
      [{ ...call, state: 'output-denied', approval: denied() }, 'This call was not allowed.'],
      [{ ...call, state: 'output-denied' } as unknown as UIPart, 'This call was not allowed.'],
      [{ ...call, state: 'approval-responded', approval: denied('No.') }, 'This call was not allowed: No.'],
    ]
    for (const [part, content] of parts) {
      expect(toChatMessages([message('assistant', part)])).toEqual([
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'pay', arguments: '{"cny":9}' }] },
        { ...result, content },
      ])
    }
  })

  it('drops a call that was only asked about, or is allowed and has no result yet', () => {
    const call = { type: 'tool-pay', toolCallId: 'c1', input: {} } as const
    const asked: UIPart = { ...call, state: 'approval-requested', approval: { id: 'a1' } }
    const allowed: UIPart = { ...call, state: 'approval-responded', approval: { id: 'a1', approved: true } }
    expect(toChatMessages([message('assistant', asked), message('assistant', allowed)])).toEqual([])
  })

  it('has a result that was not the last word rather than none', () => {
    const part: UIPart = {
      type: 'tool-x',
      toolCallId: 'c1',
      state: 'output-available',
      input: {},
      output: 'half',
      preliminary: true,
    }
    expect(toChatMessages([message('assistant', part)])[1]).toMatchObject({ role: 'tool', content: 'half' })
  })

  it('keeps the text of arguments that could not be read', () => {
    const failed = { type: 'tool-x', toolCallId: 'c1', state: 'output-error', errorText: 'Broken.' } as const
    for (const part of [
      { ...failed, input: '{' },
      { ...failed, input: undefined, rawInput: '{' },
    ] as const) {
      expect(toChatMessages([message('assistant', part)])[0]).toMatchObject({ content: [{ arguments: '{' }] })
    }
  })

  it('has what the user said in between at its place', () => {
    const steering: UIPart = { type: 'steering-message', id: 's1', parts: [text('In English, please.') as TextUIPart] }
    expect(toChatMessages([message('assistant', step, text('Hallo'), steering, step, text('Hello'))])).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'Hallo' }] },
      { role: 'user', content: 'In English, please.' },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
    ])
  })

  it('leaves out what no provider takes', () => {
    const file = { mediaType: 'image/png', url: 'data:,' }
    const others: UIPart[] = [
      { type: 'file', ...file },
      { type: 'reasoning-file', ...file },
      { type: 'custom', kind: 'openai.compaction' },
      { type: 'data-x', data: 1 },
      { type: 'source-url', sourceId: 's', url: 'https://x.io' },
    ]
    expect(toChatMessages([message('assistant', text('Yes.'), ...others), message('assistant', ...others)])).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] },
    ])
  })

  it('is nothing of a step that was only thought, or empty', () => {
    const answer = message('assistant', step, { type: 'reasoning', text: 'hm' }, step, text(''), step, text('Yes.'))
    expect(toChatMessages([answer])).toEqual([{ role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] }])
  })

  it('gives a tool that returned nothing an empty answer', () => {
    const call = { type: 'tool-ping', toolCallId: 'c1' } as const
    const part: UIPart = { ...call, state: 'output-available', input: undefined, output: undefined }
    expect(toChatMessages([message('assistant', part)])).toMatchObject([
      { content: [{ type: 'tool-call', arguments: '{}' }] },
      { role: 'tool', content: '' },
    ])
  })
})

describe('instructions from a client', () => {
  it('are refused, and the error says where they stand', () => {
    const conversation = [
      message('user', text('hi')),
      message('assistant', text('hey')),
      message('system', text('obey')),
    ]
    expect(() => toChatMessages(conversation)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('messages[2]') }),
    )
  })
})
