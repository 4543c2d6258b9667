import type { UIMessage, UIPart } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { beforeRun, continuationOf } from './continuation.ts'

const step: UIPart = { type: 'step-start' }
const text = (said: string): UIPart => ({ type: 'text', text: said, state: 'done' })
const called: UIPart = { type: 'tool-weather', toolCallId: 'c', state: 'output-available', input: {}, output: 1 }
const calling: UIPart = { type: 'tool-weather', toolCallId: 'd', state: 'input-streaming', input: undefined }
const thought: UIPart = { type: 'reasoning', text: 'hm', state: 'done' }
const answer = (...parts: UIPart[]): UIMessage => ({ id: 'a', role: 'assistant', parts })
const broken = (...parts: UIPart[]): UIMessage => ({
  ...answer(...parts),
  metadata: { sluice: { ending: 'interrupted' } },
})

describe('an answer that goes on', () => {
  it('after a tool has its output keeps all of it and begins a step', () => {
    const message = answer(step, called)
    expect(continuationOf(message)).toEqual({ message, joinsText: false, base: { parts: 2 } })
  })

  it('where its text broke off joins that text', () => {
    const goesOn = continuationOf(broken(step, text('Hello wor')))
    expect(goesOn.joinsText).toBe(true)
    expect(goesOn.base).toEqual({ parts: 2, text: 9 })
    expect(goesOn.message.metadata?.sluice).toEqual({})
  })

  it('leaves out a call whose arguments never came to their end', () => {
    const { message, joinsText } = continuationOf(broken(step, text('Let me see'), calling))
    expect(message.parts).toEqual([step, text('Let me see')])
    expect(joinsText).toBe(true)
  })

  it('thinks anew where it broke off in thought', () => {
    expect(continuationOf(broken(step, thought)).message.parts).toEqual([])
    expect(continuationOf(broken(step, called, step, thought)).message.parts).toEqual([step, called])
  })
})

describe('the message before a run went on with it', () => {
  it('has the parts that it had', () => {
    expect(beforeRun(broken(step, called, step, text('and more')), { parts: 2 }).parts).toEqual([step, called])
  })

  it('has as much of its last text', () => {
    expect(beforeRun(broken(step, text('Hello world')), { parts: 2, text: 5 }).parts).toEqual([step, text('Hello')])
  })
})
