import { ChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { transcript } from '../test-support/transcript.ts'

/** A chat with an answer under way and messages that wait. */
async function busy(...waiting: string[]) {
  const chat = startChat()
  const sends = [chat.store.sendMessage({ text: 'a' })]
  chat.transport.sends[0]!.text('A')
  await settled()
  for (const text of waiting) sends.push(chat.store.sendMessage({ text }, { body: { of: text } }))
  const queued = () => transcript(chat.store.getState().queue.map(({ message }) => message))
  const finish = async (index: number) => {
    chat.transport.sends[index]!.finish()
    await settled()
  }
  return { ...chat, sends, queued, finish }
}

describe('a send while an answer is under way', () => {
  it('waits in the queue, and goes when the answer has ended', async () => {
    const { transport, sends, queued, finish, shown } = await busy('b', 'c')
    expect(queued()).toEqual(['user: b', 'user: c'])
    expect(shown()).toEqual(['user: a', 'assistant: A'])
    await finish(0)
    expect(queued()).toEqual(['user: c'])
    expect(shown()).toEqual(['user: a', 'assistant: A', 'user: b'])
    expect(transport.sends[1]!.options.body).toEqual({ of: 'b' })
    await finish(1)
    await finish(2)
    await Promise.all(sends)
    expect(transport.sends).toHaveLength(3)
    expect(shown()).toEqual(['user: a', 'assistant: A', 'user: b', 'assistant: ', 'user: c', 'assistant: '])
  })

  it('is refused with whenBusy reject, and nothing is changed', async () => {
    const { store, transport, queued, shown } = await busy()
    store.configure({ whenBusy: 'reject' })
    await expect(store.sendMessage({ text: 'b' })).rejects.toMatchObject({ code: 'bad-request' })
    await expect(store.sendMessage()).rejects.toMatchObject({ code: 'bad-request' })
    expect([queued(), shown(), transport.sends.length]).toEqual([[], ['user: a', 'assistant: A'], 1])
  })

  it('is held up by a stop until the next send', async () => {
    const { store, transport, queued, finish, shown } = await busy('b')
    await store.stop()
    await settled()
    expect(queued()).toEqual(['user: b'])
    const next = store.sendMessage({ text: 'c' })
    await settled()
    expect(queued()).toEqual(['user: c'])
    await finish(1)
    await finish(2)
    await next
    expect(transport.sends).toHaveLength(3)
    expect(shown()).toEqual(['user: a', 'assistant: A (stopped)', 'user: b', 'assistant: ', 'user: c', 'assistant: '])
  })

  it('is held up by an error', async () => {
    const { store, transport, queued } = await busy('b')
    transport.sends[0]!.fail(new ChatError('overloaded', 'Busy.'))
    await settled()
    expect(store.getState().status).toBe('error')
    expect(queued()).toEqual(['user: b'])
    expect(transport.sends).toHaveLength(1)
  })

  it.each(['regenerate', 'continue'] as const)('goes on after a %s', async (name) => {
    const { store, transport, finish, queued } = await busy('b')
    await store.stop()
    void store[name]()
    await settled()
    transport.sends[1]!.text('A')
    await finish(1)
    expect(queued()).toEqual([])
    expect(transport.sends).toHaveLength(3)
  })

  it('is passed by a send that interrupts', async () => {
    const { store, queued, shown } = await busy('b')
    await store.stop()
    store.configure({ whenBusy: 'interrupt' })
    void store.sendMessage({ text: 'c' })
    await settled()
    expect(shown().at(-1)).toBe('user: c')
    expect(queued()).toEqual(['user: b'])
  })

  it('can be changed, taken out, and sent at once', async () => {
    const { store, transport, queued, sends, shown } = await busy('b', 'c', 'd')
    const [b, c, d] = store.getState().queue
    await store.editQueued(b!.id, { text: 'B' })
    store.removeQueued(c!.id)
    expect(queued()).toEqual(['user: B', 'user: d'])
    await sends[2]
    const now = store.sendQueuedNow(d!.id)
    await settled()
    await now
    expect(shown()).toEqual(['user: a', 'assistant: A (stopped)', 'user: d'])
    expect(queued()).toEqual(['user: B'])
    expect(transport.sends.map(({ isAborted }) => isAborted)).toEqual([true, false])
  })

  it('waits also when it edits nothing but follows an edit', async () => {
    const { store, transport, queued, finish, shown } = await busy('b')
    const [question] = store.getState().messages
    const edited = store.sendMessage({ text: 'A?', messageId: question!.id })
    await settled()
    expect(shown()).toEqual(['user: A?'])
    expect(queued()).toEqual(['user: b'])
    await finish(1)
    await finish(2)
    await edited
    expect(transport.sends).toHaveLength(3)
    expect(shown()).toEqual(['user: A?', 'assistant: ', 'user: b', 'assistant: '])
  })

  it('is refused when a hundred wait already', async () => {
    const { store } = await busy(...Array.from({ length: 100 }, (_, index) => String(index)))
    expect(store.getState().queue).toHaveLength(100)
    await expect(store.sendMessage({ text: 'more' })).rejects.toMatchObject({ code: 'bad-request' })
  })
})

describe('fifty sends and stops', () => {
  it('lose no message and double none', async () => {
    const { store, transport } = startChat()
    const said = Array.from({ length: 50 }, (_, index) => String(index))
    for (const text of said) {
      void store.sendMessage({ text })
      if (Number(text) % 3 === 0) void store.stop()
      if (Number(text) % 7 === 0) await settled()
    }
    for (let round = 0; round < 200 && store.getState().queue.length > 0; round++) {
      transport.sends.at(-1)!.finish()
      await settled()
      if (store.getState().status === 'ready' && store.getState().queue.length > 0) {
        void store.sendQueuedNow(store.getState().queue[0]!.id)
      }
      await settled()
    }
    transport.sends.at(-1)!.finish()
    await settled()
    const users = store.getState().messages.filter(({ role }) => role === 'user')
    expect(transcript(users)).toEqual(said.map((text) => `user: ${text}`))
    expect(store.getState().status).toBe('ready')
  })
})
