import { describe, expect, it } from 'vitest'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { giveWay } from './answer-place.ts'
import { createMessageTree } from './message-tree.ts'

/** A conversation of an exchange, and questions that are there twice or thrice. */
function asked() {
  const tree = createMessageTree()
  tree.reset([textMessage('user', 'q'), textMessage('assistant', 'a')])
  tree.append(textMessage('user', 'theirs'), 'a')
  tree.append(textMessage('user', 'mine'), 'a')
  const shown = () => {
    tree.setHead('mine')
    return transcript(tree.path())
  }
  return { tree, shown }
}
const exchange = ['user: q', 'assistant: a']

describe('a question that has waited for another tab', () => {
  it('follows the answer to what that has asked at the same moment', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('assistant', 'answer'), 'theirs')
    expect(giveWay(tree, 'mine', 'answer')).toBe(true)
    expect(shown()).toEqual([...exchange, 'user: theirs', 'assistant: answer', 'user: mine'])
    expect(giveWay(tree, 'mine', 'answer')).toBe(false)
  })

  it('follows the question, if that has no answer', () => {
    const { tree, shown } = asked()
    expect(giveWay(tree, 'mine', 'theirs')).toBe(true)
    expect(shown()).toEqual([...exchange, 'user: theirs', 'user: mine'])
  })

  it('follows the answer that has come to the question before it', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('user', 'mine'), 'theirs')
    tree.append(textMessage('assistant', 'answer'), 'theirs')
    expect(giveWay(tree, 'mine', 'answer')).toBe(true)
    expect(shown()).toEqual([...exchange, 'user: theirs', 'assistant: answer', 'user: mine'])
  })

  it('follows everything that several tabs have asked at the same moment', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('assistant', 'answer'), 'theirs')
    tree.append(textMessage('user', 'third'), 'answer')
    tree.append(textMessage('assistant', 'third answer'), 'third')
    expect(giveWay(tree, 'mine', 'third answer')).toBe(true)
    expect(shown().slice(2)).toEqual([
      'user: theirs',
      'assistant: answer',
      'user: third',
      'assistant: third answer',
      'user: mine',
    ])
  })

  it('follows it together with those before it that have no answer either', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('user', 'first'), 'a')
    tree.append(textMessage('user', 'mine'), 'first')
    tree.append(textMessage('assistant', 'answer'), 'theirs')
    expect(giveWay(tree, 'mine', 'answer')).toBe(true)
    expect(shown()).toEqual([...exchange, 'user: theirs', 'assistant: answer', 'user: first', 'user: mine'])
    tree.append(textMessage('assistant', 'answered'), 'first')
    tree.append(textMessage('user', 'mine'), 'answered')
    tree.append(textMessage('user', 'elsewhere'), 'a')
    expect(giveWay(tree, 'mine', 'elsewhere')).toBe(false)
  })

  it('follows what was asked after it, if that has come first in its turn', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('user', 'later'), 'mine')
    tree.append(textMessage('assistant', 'answer'), 'later')
    expect(giveWay(tree, 'mine', 'answer')).toBe(true)
    expect(shown()).toEqual([...exchange, 'user: later', 'assistant: answer', 'user: mine'])
  })

  it('stays where it is if the other tab has had it answered itself', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('assistant', 'answer'), 'mine')
    tree.append(textMessage('user', 'next'), 'answer')
    expect(giveWay(tree, 'mine', 'answer')).toBe(false)
    expect(giveWay(tree, 'mine', 'next')).toBe(false)
    expect(shown()).toEqual([...exchange, 'user: mine'])
  })

  it('stays where it is if the other tab has gone on elsewhere', () => {
    const { tree, shown } = asked()
    tree.append(textMessage('user', 'other beginning'), null)
    expect(giveWay(tree, 'mine', 'other beginning')).toBe(false)
    expect(giveWay(tree, 'mine', null)).toBe(false)
    expect(shown()).toEqual([...exchange, 'user: mine'])
  })

  it('is a question: an answer that goes on stays where it is', () => {
    const { tree } = asked()
    expect(giveWay(tree, 'a', 'theirs')).toBe(false)
  })
})
