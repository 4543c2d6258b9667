import { describe, expect, it } from 'vitest'
import { collect } from './collect.ts'
import { ChatError } from './errors.ts'
import { type ChatEvent, isContent } from './event.ts'
import { createCallContext } from './handler.ts'
import { refuse } from './refuse.ts'

describe('createCallContext', () => {
  it('fills in what is left out, an explicit undefined too', () => {
    for (const init of [
      undefined,
      { signal: undefined, caller: undefined, requestId: undefined, observe: undefined },
    ]) {
      const context = createCallContext(init)
      expect(context).toMatchObject({ caller: { id: 'anonymous' } })
      expect(context.signal.aborted).toBe(false)
      expect(context.requestId).toMatch(/^\w{24}$/)
      expect(() => context.observe({ type: 'call-started', requestId: 'r', caller: { id: 'a' } })).not.toThrow()
    }
    expect(createCallContext().requestId).not.toBe(createCallContext().requestId)
  })

  it('keeps what is known', () => {
    const init = { signal: AbortSignal.abort(), caller: { id: 'ada' }, requestId: 'r1', observe: () => {} }
    expect(createCallContext(init)).toEqual(init)
  })
})

describe('refuse', () => {
  it('throws while reading, a new error for every call', async () => {
    const handler = refuse(() => new ChatError('overloaded', 'Not now.'))
    const call = () => handler({ messages: [] }, createCallContext())
    const [first, second] = await Promise.all([call(), call()].map((events) => collect(events).catch((error) => error)))
    expect(first).toMatchObject({ code: 'overloaded' })
    expect(first).not.toBe(second)
  })
})

describe('isContent', () => {
  it.each<[ChatEvent, boolean]>([
    [{ type: 'text-delta', text: '' }, true],
    [{ type: 'reasoning-delta', text: '' }, true],
    [{ type: 'tool-call-start', id: 'c', name: 'n' }, true],
    [{ type: 'tool-call-delta', id: 'c', text: '' }, true],
    [{ type: 'tool-call', id: 'c', name: 'n', arguments: '{}' }, true],
    [{ type: 'source', id: 's', url: 'u' }, true],
    [{ type: 'start', provider: 'p', model: 'm' }, false],
    [{ type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } }, false],
    [{ type: 'notice', notice: 'queued' }, false],
    [{ type: 'reset' }, false],
    [{ type: 'finish', reason: 'stop' }, false],
  ])('says of %j that it is content: %s', (event, expected) => {
    expect(isContent(event)).toBe(expected)
  })
})
