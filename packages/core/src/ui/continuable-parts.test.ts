import { describe, expect, it } from 'vitest'
import { continuableParts } from './continuable-parts.ts'
import type { UIPart } from './ui-message.ts'

const step: UIPart = { type: 'step-start' }
const said: UIPart = { type: 'text', text: 'Hello wor', state: 'done' }
const empty: UIPart = { type: 'text', text: '', state: 'done' }
const thought: UIPart = { type: 'reasoning', text: 'hm', state: 'done' }
const call = (state: string) => ({ type: 'tool-weather', toolCallId: 'c1', state, input: {} }) as UIPart
const answered = call('output-available')
const broken = call('input-streaming')

describe('continuableParts', () => {
  it.each<[string, UIPart[], UIPart[]]>([
    ['all of a text that broke off', [step, said], [step, said]],
    ['no call that broke off', [step, said, broken], [step, said]],
    ['no thoughts that led to nothing', [step, thought], []],
    ['the steps before one that led to nothing', [step, answered, step, thought, empty], [step, answered]],
    ['thoughts that led to something', [step, thought, said], [step, thought, said]],
    [
      'calls that wait or were answered',
      [step, call('input-available'), answered],
      [step, call('input-available'), answered],
    ],
    ['what has no steps', [said], [said]],
    ['nothing of nothing', [], []],
  ])('keeps %s', (_, parts, kept) => expect(continuableParts(parts)).toEqual(kept))
})
