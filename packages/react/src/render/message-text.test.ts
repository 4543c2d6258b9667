import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { shownText, shownTexts } from './message-text.ts'

const [first, second] = ['\u{20BB7}'[0], '\u{20BB7}'[1]]
const saying = (...parts: UIMessage['parts']): UIMessage => ({ id: 'm', role: 'assistant', parts })

describe('what a message says', () => {
  it('are its texts, in their order, and whether they are done', () => {
    const message = saying(
      { type: 'reasoning', text: 'no', state: 'done' },
      { type: 'text', text: 'a', state: 'done' },
      { type: 'tool-x', toolCallId: '1', state: 'input-available', input: {} },
      { type: 'text', text: 'b', state: 'streaming' },
    )
    expect(shownTexts(message)).toEqual([
      { text: 'a', isDone: true },
      { text: 'b', isDone: false },
    ])
    expect(shownText(message)).toBe('ab')
  })

  it('is nothing of a message that is not there', () => {
    expect(shownTexts(undefined)).toEqual([])
    expect(shownText(undefined, 0)).toBe('')
  })

  it('has no half of a character at the end of what grows', () => {
    const growing = (text: string) => saying({ type: 'text', text, state: 'streaming' })
    expect(shownText(growing(`a${first}`))).toBe('a')
    expect(shownText(growing(`${first}`))).toBe('')
    expect(shownText(growing(`a${first}${second}`))).toBe(`a${first}${second}`)
    expect(shownText(growing(`a${second}`))).toBe(`a${second}`)
    expect(shownText(growing(''))).toBe('')
  })

  it('is as it is when it grows no more', () => {
    expect(shownText(saying({ type: 'text', text: `a${first}`, state: 'done' }))).toBe(`a${first}`)
    expect(shownText(saying({ type: 'text', text: `a${first}` }))).toBe(`a${first}`)
  })
})
