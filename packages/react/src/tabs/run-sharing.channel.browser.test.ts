import { newId } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTab, type SharingTab } from '../test-support/sharing-tab.ts'
import { arrived, until } from '../test-support/until.ts'
import type { TabMessage } from './tab-messages.ts'

let name: string
let tab: SharingTab
let channel: BroadcastChannel
/** What the tab has said. */
let heard: TabMessage[]
beforeEach(async () => {
  name = newId()
  // Whoever says that they run has the lock.
  let release = () => {}
  const hold = () =>
    new Promise<void>((free) => {
      release = free
    })
  void navigator.locks.request(`sluice:run:${name}`, hold)
  onTestFinished(() => release())
  channel = new BroadcastChannel(`sluice:run:${name}`)
  heard = []
  channel.onmessage = ({ data }) => heard.push(data)
  tab = openTab(name)
  await until(() => heard.length === 1)
})
afterEach(() => {
  tab.close()
  channel.close()
})

const run = { idempotencyKey: 'key', parentId: null, status: 'streaming' } as const
const head = { id: 'answer', role: 'assistant' } as const
const whole = (text: string, number = 1, owner = 'them'): TabMessage => {
  const parts = [{ index: 0, part: { type: 'text', text } as const }]
  return { type: 'run', owner, number, run, patch: { head, length: 1, parts }, isWhole: true }
}
const added = (append: string, number: number, owner = 'them'): TabMessage => {
  return { type: 'run', owner, number, run, patch: { length: 1, parts: [{ index: 0, append }] }, isWhole: false }
}
const say = (...messages: readonly unknown[]) => {
  for (const message of messages) channel.postMessage(message)
}
const text = () => tab.remote?.message?.parts.map((part) => 'text' in part && part.text).join('')
const askedFor = () => heard.filter(({ type }) => type === 'ask').length

describe('a tab that follows', () => {
  it('asks what there is when it is opened', () => {
    expect(heard).toEqual([{ type: 'ask', owner: '' }])
  })

  it('asks once for the whole when it has missed something, and goes on from there', async () => {
    say(whole('a'), added('b', 2), added('d', 4), added('e', 5), added('f', 6))
    await until(() => askedFor() === 2)
    expect(text()).toBe('ab')
    say(whole('abcdef', 6), added('g', 7))
    await until(() => text() === 'abcdefg')
    await arrived()
    expect(askedFor()).toBe(2)
    say(added('i', 9))
    await until(() => askedFor() === 3)
  })

  it('asks for a run of which it has heard the middle only', async () => {
    say({ type: 'run', owner: 'them', number: 0, isWhole: true }, added('b', 2))
    await until(() => askedFor() === 2)
    expect(tab.changes).toEqual([])
  })

  it('does not mistake the next run for the last one', async () => {
    say(whole('a', 1), added('b', 2, 'others'))
    await until(() => askedFor() === 2)
    expect(text()).toBe('a')
    say({ type: 'end', owner: 'others' })
    await arrived()
    expect(text()).toBe('a')
  })

  it('does not stop a run that it has seen to follow the one it wanted to stop', async () => {
    say(whole('a', 1))
    await until(() => tab.remote)
    const stopped = tab.stopRemote()
    say({ ...whole('b', 1, 'others'), run: { ...run, idempotencyKey: 'another' } })
    await stopped
    await arrived()
    expect(heard.flatMap(({ type, owner }) => (type === 'stop' ? [owner] : []))).toEqual(['them'])
  })

  it('asks whoever took the run over to stop it', async () => {
    say(whole('a', 1))
    await until(() => tab.remote)
    const stopped = tab.stopRemote()
    say(whole('a', 1), whole('a', 1, 'others'), whole('ab', 2, 'others'))
    await until(() => text() === 'ab')
    say({ type: 'end', owner: 'others' })
    await stopped
    await arrived()
    expect(heard.flatMap(({ type, owner }) => (type === 'stop' ? [owner] : []))).toEqual(['them', 'others'])
  })

  it('does not change when it hears again what it knows', async () => {
    say(whole('a', 1), whole('a', 1), whole('a', 7, 'others'), added('b', 8, 'others'))
    await until(() => text() === 'ab')
    expect(tab.changes).toHaveLength(2)
  })

  it('asks nobody for the whole of a patch that cannot be, twice', async () => {
    say({ ...whole('a'), patch: { length: 5, parts: [] } })
    await arrived()
    expect([askedFor(), tab.changes.length]).toEqual([1, 0])
  })

  const message = whole('ab', 2)
  const { patch } = message
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'run'],
    ['a list', [message]],
    ['an empty object', {}],
    ['an unknown type', { ...message, type: 'shout' }],
    ['no owner', { ...message, owner: undefined }],
    ['an end of nobody’s', { type: 'end' }],
    ['a stop of nobody’s', { type: 'stop' }],
    ['a stop of somebody else', { type: 'stop', owner: 'them' }],
    ['a run that is none', { ...message, run: 'run' }],
    ['a run without a key', { ...message, run: { ...run, idempotencyKey: undefined } }],
    ['a run that follows an object', { ...message, run: { ...run, parentId: {} } }],
    ['an unknown status', { ...message, run: { ...run, status: 'ready' } }],
    ['an event id that is no text', { ...message, run: { ...run, lastEventId: 5 } }],
    ['a message without an id', { ...message, patch: { ...patch, head: { role: 'assistant' } } }],
    ['a message of the user', { ...message, patch: { ...patch, head: { ...head, role: 'user' } } }],
    ['a message without parts', { ...message, patch: { head, length: 0 } }],
    ['parts that are no list', { ...message, patch: { head, length: 0, parts: { length: 0 } } }],
    ['a part that is none', { ...message, patch: { ...patch, parts: [{ index: 0, part: 'text' }] } }],
    ['a part without a type', { ...message, patch: { ...patch, parts: [{ index: 0, part: {} }] } }],
    [
      'a text that is none',
      { ...message, patch: { ...patch, parts: [{ index: 0, part: { type: 'text', text: 1 } }] } },
    ],
    ['a change of nothing', { ...message, patch: { ...patch, parts: [{ index: 0 }] } }],
    [
      'a place that is none',
      { ...message, patch: { ...patch, parts: [{ index: 1e9, part: { type: 'step-start' } }] } },
    ],
  ])('is not put off by %s', async (_, nonsense) => {
    const failed = vi.fn()
    window.addEventListener('error', failed)
    onTestFinished(() => window.removeEventListener('error', failed))
    say(whole('a', 1), nonsense, added('b', 2))
    await until(() => text() === 'ab')
    expect(tab.changes).toHaveLength(2)
    expect([tab.stops, failed.mock.calls]).toEqual([[], []])
  })
})
