import { describe, expect, it, vi } from 'vitest'
import { textMessage } from '../test-support/transcript.ts'
import { createSendQueue } from './send-queue.ts'

const message = (text: string) => textMessage('user', text)
const ids = (queue: ReturnType<typeof createSendQueue>) => queue.items.map(({ id }) => id)

function filled() {
  const onChange = vi.fn()
  const queue = createSendQueue(onChange)
  const answered = ['a', 'b', 'c'].map((text) => queue.add(message(text), {}))
  onChange.mockClear()
  return { queue, answered, onChange }
}

describe('messages that wait', () => {
  it('go in the order in which they came', () => {
    const { queue, onChange } = filled()
    expect([queue.next()?.id, queue.next()?.id, queue.next()?.id, queue.next()]).toEqual(['a', 'b', 'c', undefined])
    expect(onChange).toHaveBeenCalledTimes(3)
  })

  it('can be put first', () => {
    const { queue } = filled()
    expect(queue.prefer('c')).toBe(true)
    expect(ids(queue)).toEqual(['c', 'a', 'b'])
    expect(queue.prefer('nowhere')).toBe(false)
  })

  it('can be changed in their place', () => {
    const { queue } = filled()
    queue.edit('b', { ...message('other'), id: 'b' })
    expect(ids(queue)).toEqual(['a', 'b', 'c'])
    expect(queue.items[1]?.message.parts).toEqual([{ type: 'text', text: 'other' }])
  })

  it('tell their sender when they are answered', async () => {
    const { queue, answered } = filled()
    const steps: string[] = []
    void answered[0]?.then(() => steps.push('told'))
    let end = () => {}
    queue.next()?.settle(new Promise((resolve) => (end = resolve)))
    await Promise.resolve()
    expect(steps).toEqual([])
    end()
    await answered[0]
    expect(steps).toEqual(['told'])
  })

  it('keep no sender waiting when they are taken out', async () => {
    const { queue, answered, onChange } = filled()
    queue.remove('b')
    await answered[1]
    expect(ids(queue)).toEqual(['a', 'c'])
    queue.remove()
    await Promise.all(answered)
    expect(ids(queue)).toEqual([])
    queue.remove('a')
    expect(onChange).toHaveBeenCalledTimes(2)
  })
})
