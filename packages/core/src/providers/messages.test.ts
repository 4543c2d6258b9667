import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import {
  callsOf,
  inexpressible,
  partsOf,
  reasoningOf,
  refuseChoiceWithoutTools,
  textOf,
  toArguments,
  toArgumentsText,
  toToolId,
} from './messages.ts'

const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' } as const
const answer: ChatMessage = {
  role: 'assistant',
  content: [{ type: 'reasoning', text: 'h' }, { type: 'text', text: 'Lo' }, call, { type: 'reasoning', text: 'm' }],
}
const others: ChatMessage[] = [
  { role: 'assistant', content: 'Hi.' },
  { role: 'user', content: 'hi' },
  { role: 'system', content: 'Be kind.' },
  { role: 'tool', toolCallId: 'c1', toolName: 'weather', content: '3' },
]

describe('what a message holds', () => {
  it('are tool calls and thoughts, of the model alone', () => {
    expect([callsOf(answer), reasoningOf(answer)]).toEqual([[call], 'hm'])
    for (const message of others) expect([callsOf(message), reasoningOf(message)]).toEqual([[], ''])
  })

  it('is text, whether it comes in parts or not', () => {
    expect([textOf('a'), textOf([{ type: 'text', text: 'a' }, { type: 'file' }, { type: 'text' }])]).toEqual(['a', 'a'])
    expect(textOf(answer.content)).toBe('Lo')
    expect(partsOf('a')).toEqual([{ type: 'text', text: 'a' }])
  })
})

describe('what a wire cannot express', () => {
  it('is refused by name', () => {
    expect(inexpressible('seed', 'not here.')).toMatchObject({ code: 'bad-request', message: 'seed: not here.' })
  })

  it('is a choice that needs tools where there are none', () => {
    for (const choice of [undefined, 'auto', 'none'] as const) refuseChoiceWithoutTools(choice)
    for (const choice of ['required', { name: 'weather' }] as const) {
      expect(() => refuseChoiceWithoutTools(choice)).toThrow(/^toolChoice: /)
    }
  })
})

describe('the arguments of a tool call', () => {
  it.each(['{"a":', '[1]', '"a"', '1', 'null', 'Oslo', ' '])(
    'that are no object are sent as the text that they are: %s',
    (text) => {
      expect(toArguments(text)).toEqual({ arguments: text })
      expect(JSON.parse(toArgumentsText(text))).toEqual({ arguments: text })
    },
  )

  it('that are one are sent as the model wrote them', () => {
    expect([toArgumentsText(' {"a": 1 } '), toArguments(' {"a": 1 } ')]).toEqual([' {"a": 1 } ', { a: 1 }])
    expect([toArgumentsText(''), toArguments('')]).toEqual(['{}', {}])
  })
})

describe('the id of a tool call', () => {
  it('stays as it is up to 64 characters', () => {
    for (const id of ['c1', 'x'.repeat(64), '']) expect(toToolId(id)).toBe(id)
  })

  it('is made shorter in one way only, and differs from others', () => {
    const ids = ['x', 'y', 'xx'].map((end) => `${'x'.repeat(100)}${end}`)
    expect(ids.map((id) => toToolId(id).length)).toEqual([64, 64, 64])
    expect(new Set(ids.map(toToolId)).size).toBe(3)
    expect(ids.map(toToolId)).toEqual(ids.map(toToolId))
    expect(toToolId('🙂'.repeat(60))).toHaveLength(64)
  })
})
