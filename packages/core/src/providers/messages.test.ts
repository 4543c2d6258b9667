import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import { callsOf, inexpressible, partsOf, reasoningOf, refuseChoiceWithoutTools, textOf } from './messages.ts'

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
