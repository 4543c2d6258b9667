import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import type { ChatDialect } from './dialects/chat-dialect.ts'
import { toOpenAIRequest } from './openai-request.ts'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const tool: ChatMessage = { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '3 °C' }
const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' } as const
const thought = (text: string) => ({ type: 'reasoning', text }) as const
const text = (text: string) => ({ type: 'text', text }) as const
type Said = Exclude<Extract<ChatMessage, { role: 'assistant' }>['content'], string>
const said = (...content: Said): ChatMessage => ({ role: 'assistant', content })

function thoughts(dialect: ChatDialect, ...messages: ChatMessage[]): unknown[] {
  const { messages: wire } = toOpenAIRequest({ messages }, { model: 'm', dialect, extraBody: {} })
  return (wire as { reasoning_content?: unknown }[]).map((message) => message.reasoning_content)
}
const returned = (...messages: ChatMessage[]) => thoughts({ returnsReasoning: true }, ...messages)

describe('thoughts that go back', () => {
  it('are those of every message of a turn that called a tool', () => {
    const turn = [said(thought('look'), call), tool, said(thought('again'), call), tool, said(thought('so'), text('3'))]
    expect(returned(user('Weather?'), ...turn)).toEqual([undefined, 'look', undefined, 'again', undefined, 'so'])
  })

  it('are empty, and sent all the same, where the model had none', () => {
    expect(returned(user('?'), said(call), tool, { role: 'assistant', content: 'It is 3.' })).toEqual([
      undefined,
      '',
      undefined,
      '',
    ])
  })

  it('are one text where they came in several', () => {
    expect(returned(said(thought('a'), text('x'), thought('b'), call))).toEqual(['ab'])
  })

  it('are not those of a turn without tools, before or after', () => {
    const plain = said(thought('hm'), text('Hi.'))
    expect(returned(user('1'), plain, user('2'), said(thought('look'), call), tool, plain, user('3'), plain)).toEqual([
      undefined,
      undefined,
      undefined,
      'look',
      undefined,
      'hm',
      undefined,
      undefined,
    ])
  })

  it('do not end with instructions in the middle of a turn', () => {
    const note: ChatMessage = { role: 'system', content: 'Be brief.' }
    expect(returned(user('?'), said(thought('a'), call), tool, note, said(thought('b'), text('3')))).toEqual([
      undefined,
      'a',
      undefined,
      undefined,
      'b',
    ])
  })

  it('stay here where the server does not want them', () => {
    const messages = [user('?'), said(thought('look'), call), tool, said(thought('so'), text('3'))]
    for (const dialect of [{}, { returnsReasoning: false }, { returnsReasoning: undefined }]) {
      expect(thoughts(dialect, ...messages)).toEqual([undefined, undefined, undefined, undefined])
    }
  })

  it('come with nothing but themselves changed', () => {
    const messages = [user('?'), said(thought('look'), text('One moment.'), call), tool]
    const wire = (dialect: ChatDialect) =>
      toOpenAIRequest({ messages }, { model: 'm', dialect, extraBody: {} }).messages
    const [question, answer, result] = wire({}) as object[]
    expect(wire({ returnsReasoning: true })).toEqual([question, { ...answer, reasoning_content: 'look' }, result])
  })
})
