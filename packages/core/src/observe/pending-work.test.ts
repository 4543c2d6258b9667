import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { scripted } from '../testing/scripted.ts'
import { createPendingWork } from './pending-work.ts'

describe('what calls have left to do', () => {
  it('is waited for, whether it succeeds or fails, and handed on', async () => {
    const pending = createPendingWork()
    let end = () => {}
    const work = [new Promise<void>((resolve) => (end = resolve)), Promise.reject(new Error('lost'))]
    const handed: unknown[] = []
    const handler = pending.policy(
      scripted(({ context }) => work.forEach((each) => void context.waitUntil?.(each)), {
        type: 'finish',
        reason: 'stop',
      }),
    )
    const messages = [{ role: 'user', content: 'hi' }] as const
    await collect(handler({ messages }, createCallContext({ waitUntil: (each) => handed.push(each) })))
    expect(handed).toEqual(work)
    let isSettled = false
    const settled = pending.settled().then(() => {
      isSettled = true
    })
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(isSettled).toBe(false)
    end()
    await settled
    await pending.settled()
  })
})
