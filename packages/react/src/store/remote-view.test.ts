import { describe, expect, it } from 'vitest'
import type { SharedRun } from '../tabs/tab-contracts.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { createMessageTree } from './message-tree.ts'
import { createRemoteView } from './remote-view.ts'

const said = (text: string) => ({ ...textMessage('assistant', text), id: 'answer' })
const run = (text?: string, parentId = 'q'): SharedRun => ({
  idempotencyKey: 'k',
  parentId,
  status: 'streaming',
  message: text === undefined ? undefined : said(text),
})

function watching() {
  const tree = createMessageTree()
  tree.reset([textMessage('user', 'q')])
  const view = createRemoteView(tree)
  return { tree, view, shown: () => transcript(view.path()) }
}

describe("another tab's answer", () => {
  it('is seen as it grows, below what it follows, and is not yet part of this tab', () => {
    const { tree, view, shown } = watching()
    view.see(run())
    expect(shown()).toEqual(['user: q'])
    view.see(run('Hel'))
    expect(shown()).toEqual(['user: q', 'assistant: Hel'])
    view.see(run('Hello'))
    expect(shown()).toEqual(['user: q', 'assistant: Hello'])
    expect(view.get('answer')).toBe(view.path()[1])
    expect(tree.nodes.size).toBe(1)
  })

  it('is seen in the place of the message that it goes on with', () => {
    const { tree, view, shown } = watching()
    tree.append(said('Hel'), 'q')
    view.see(run('Hello'))
    expect(shown()).toEqual(['user: q', 'assistant: Hello'])
  })

  it('is not seen in another branch', () => {
    const { tree, view, shown } = watching()
    tree.append(textMessage('assistant', 'old'), 'q')
    view.see(run('new'))
    expect(shown()).toEqual(['user: q', 'assistant: old'])
  })

  it('gives the same list until something changes', () => {
    const { view } = watching()
    view.see(run('Hel'))
    expect(view.path()).toBe(view.path())
    const [question] = view.path()
    view.see(run('Hello'))
    expect(view.path()[0]).toBe(question)
  })

  it('stays when its run has ended', () => {
    const { tree, view, shown } = watching()
    view.see(run('Hello'))
    view.see(undefined)
    expect(shown()).toEqual(['user: q', 'assistant: Hello'])
    expect(tree.headId).toBe('answer')
  })

  it('gives way to what its tab has stored, whichever comes first', () => {
    const { tree, view, shown } = watching()
    view.see(run('Hello'))
    tree.adopt([{ message: said('Hello!'), parentId: 'q' }], [], 'answer')
    view.see(undefined)
    expect(shown()).toEqual(['user: q', 'assistant: Hello!'])
  })

  it('does not stay without the question that it answers', () => {
    const { tree, view, shown } = watching()
    view.see(run('Hello', 'never heard of'))
    expect(shown()).toEqual(['user: q'])
    view.see(undefined)
    expect(shown()).toEqual(['user: q'])
    expect(tree.nodes.size).toBe(1)
  })
})
