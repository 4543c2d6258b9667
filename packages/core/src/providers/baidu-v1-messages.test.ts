import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import { toBaiduV1Conversation } from './baidu-v1-messages.ts'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })
const system = (content: string): ChatMessage => ({ role: 'system', content })
const result = (content: string): ChatMessage => ({ role: 'tool', toolCallId: 'c1', toolName: 'weather', content })
const part = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}' } as const
const call: ChatMessage = { role: 'assistant', content: [part] }

const turns = (...messages: ChatMessage[]) => toBaiduV1Conversation({ messages }).messages

describe('a conversation for Qianfan’s first version', () => {
  it('begins and ends with the user', () => {
    expect(turns(user('a'), assistant('b'), user('c'))).toEqual([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ])
  })

  it('makes one text of all instructions before it', () => {
    const messages = [system('Be brief.'), system('Be honest.'), user('a')]
    expect(toBaiduV1Conversation({ system: 'Be kind.', messages })).toEqual({
      system: 'Be kind.\n\nBe brief.\n\nBe honest.',
      messages: [{ role: 'user', content: 'a' }],
    })
    expect(toBaiduV1Conversation({ system: '', messages: [user('a')] }).system).toBeUndefined()
  })

  it('makes one turn of neighbours of one role', () => {
    expect(turns(user('a'), user('b'), assistant('c'), assistant('d'), user('e'))).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'c\n\nd' },
      { role: 'user', content: 'e' },
    ])
  })

  it('joins the parts of a message and leaves thoughts out', () => {
    const parts: ChatMessage = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'b' },
        { type: 'text', text: 'c' },
      ],
    }
    const asked: ChatMessage = { role: 'user', content: [{ type: 'text', text: 'a' }] }
    expect(turns(asked, parts, user('d')).map(({ content }) => content)).toEqual(['a', 'bc', 'd'])
  })

  it('carries a tool call and its answer', () => {
    const function_call = { name: 'weather', arguments: '{"city":"Oslo"}' }
    expect(turns(user('a'), call, result('{"sun":true}'))).toEqual([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '', function_call },
      { role: 'function', name: 'weather', content: '{"sun":true}' },
    ])
    expect(turns(user('a'), assistant('Let me see.'), call, result('1'))[1]).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      function_call,
    })
  })

  it('repairs arguments that are no object', () => {
    const broken: ChatMessage = { role: 'assistant', content: [{ ...part, arguments: 'Oslo' }] }
    expect(turns(user('a'), broken, result('1'))[1]?.function_call?.arguments).toBe('{"arguments":"Oslo"}')
  })

  it('leaves out an answer that says nothing', () => {
    const thoughts: ChatMessage = { role: 'assistant', content: [{ type: 'reasoning', text: 'b' }] }
    for (const silent of [thoughts, assistant('')]) {
      expect(turns(user('a'), silent, user('c'))).toEqual([{ role: 'user', content: 'a\n\nc' }])
    }
  })

  it('makes JSON of an answer that is none', () => {
    expect(turns(user('a'), call, result('Sunny, "mostly".')).at(-1)?.content).toBe('{"result":"Sunny, \\"mostly\\"."}')
  })

  const picture = { type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' } as const
  it.each<[string, string, ChatMessage[]]>([
    ['nothing', 'messages', []],
    ['instructions alone', 'messages', [system('a')]],
    ['later instructions', 'messages[1]', [user('a'), system('b'), user('c')]],
    ['a model that speaks first', 'messages[1]', [system('a'), assistant('b'), user('c')]],
    ['a model that spoke last', 'messages[1]', [user('a'), assistant('b')]],
    ['a call without an answer at the end', 'messages[1]', [user('a'), call]],
    ['an empty turn of the user', 'messages[0]', [user('')]],
    ['two calls in one message', 'messages[1]', [user('a'), { role: 'assistant', content: [part, part] }]],
    ['two calls in one turn', 'messages[2]', [user('a'), call, call, result('1')]],
    ['an answer to no call', 'messages[1]', [user('a'), result('1')]],
    ['an answer that comes first', 'messages[0]', [result('1')]],
    ['two answers to one call', 'messages[3]', [user('a'), call, result('1'), result('2')]],
    ['a user who speaks after a tool', 'messages[3]', [user('a'), call, result('1'), user('b')]],
    [
      'a picture',
      'messages[1].content[1]',
      [user('a'), { role: 'user', content: [{ type: 'text', text: 'b' }, picture] }],
    ],
  ])('refuses %s and says where: %s', (_, path, messages) => {
    expect(() => turns(...messages)).toThrow(expect.objectContaining({ code: 'bad-request' }))
    expect(() => turns(...messages)).toThrow(`${path}: `)
  })
})
