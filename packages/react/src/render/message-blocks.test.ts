import { describe, expect, it } from 'vitest'
import { createBlockSplitter } from './message-blocks.ts'

const growing = (text: string) => ({ text, isDone: false })
const done = (text: string) => ({ text, isDone: true })

describe('the blocks of a message', () => {
  it('are named by where they begin in all of its texts', () => {
    const split = createBlockSplitter()
    expect(split([done('a\n\nb'), done(''), growing('# c\n\nd')])).toEqual([
      { id: '0', text: 'a\n\n', isComplete: true },
      { id: '3', text: 'b', isComplete: true },
      { id: '4', text: '# c\n\n', isComplete: true },
      { id: '9', text: 'd', isComplete: false },
    ])
  })

  it('stay the same objects in a text that grows, and in those before it', () => {
    const split = createBlockSplitter()
    const before = split([done('a\n\nb'), growing('# c\n\nd')])
    const after = split([done('a\n\nb'), growing('# c\n\nd and\n\ne')])
    expect(after.map((block, index) => block === before[index])).toEqual([true, true, true, false, false])
  })

  it('are the same list if nothing has changed', () => {
    const split = createBlockSplitter()
    expect(split([growing('a\n\nb')])).toBe(split([growing('a\n\nb')]))
  })

  it('differ at the end of a text only in that the last one is complete', () => {
    const split = createBlockSplitter()
    const before = split([growing('a\n\nb')])
    const after = split([done('a\n\nb')])
    expect(after[0]).toBe(before[0])
    expect(after[1]).toEqual({ ...before[1], isComplete: true })
  })

  it('are those of a new text when an answer begins anew', () => {
    const split = createBlockSplitter()
    split([growing('a\n\nb\n\nc')])
    expect(split([])).toEqual([])
    expect(split([growing('x\n\ny')]).map(({ text }) => text)).toEqual(['x\n\n', 'y'])
  })
})
