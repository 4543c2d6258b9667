import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { compose } from '../chat/compose.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import { meter } from '../meter/meter.ts'
import { scripted } from '../testing/scripted.ts'
import { createInFlight } from './in-flight.ts'
import { observe } from './observe.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

function setup() {
  const inFlight = createInFlight()
  const watch = observe({ observer: inFlight.observer, logger: console })
  const handler = compose(watch, meter(), inFlight.gate)(scripted({ type: 'text-delta', text: 'a' }, finish))
  const call = () => handler(request, createCallContext())
  const begin = async () => {
    const iterator = call()[Symbol.asyncIterator]()
    await iterator.next()
    return async () => void (await iterator.return?.())
  }
  const closed: string[] = []
  const close = () => inFlight.close().then(() => void closed.push('closed'))
  return { inFlight, call, begin, close, closed }
}

describe('calls in flight', () => {
  it('are counted from their first reading to their end', async () => {
    const { inFlight, call, begin } = setup()
    call()
    expect(inFlight.active).toBe(0)
    const [endFirst, endSecond] = [await begin(), await begin()]
    expect(inFlight.active).toBe(2)
    await endFirst()
    await endFirst()
    expect(inFlight.active).toBe(1)
    await endSecond()
    await collect(call())
    expect(inFlight.active).toBe(0)
  })

  it('are waited for by close', async () => {
    const { begin, close, closed } = setup()
    const [endFirst, endSecond] = [await begin(), await begin()]
    const closing = close()
    await endFirst()
    expect(closed).toEqual([])
    await endSecond()
    await closing
    expect(closed).toEqual(['closed'])
  })

  it('are none at once where nothing is going on, however often closed', async () => {
    const { inFlight } = setup()
    await Promise.all([inFlight.close(), inFlight.close()])
    await inFlight.close()
  })

  it('may go on after close, but no new one begins', async () => {
    const { inFlight, call, begin, close } = setup()
    const end = await begin()
    const closing = close()
    await expect(collect(call())).rejects.toMatchObject({ code: 'overloaded' })
    expect(inFlight.active).toBe(1)
    await end()
    await closing
    await expect(collect(call())).rejects.toMatchObject({ code: 'overloaded' })
  })
})
