import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler, type Observation } from '../chat/handler.ts'
import { scripted } from '../testing/scripted.ts'
import { observe } from './observe.ts'

const request = { messages: [{ role: 'user', content: 'hi' }], target: 'gpt' } as const
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

function createLog() {
  const lines: unknown[][] = []
  return { lines, logger: { warn: () => {}, error: (...line: unknown[]) => void lines.push(line) } }
}

describe('observe', () => {
  it('announces a call when it is first read, to the observer of the call and that of all calls', async () => {
    const { logger } = createLog()
    const own: Observation[] = []
    const all: Observation[] = []
    const context = createCallContext({ requestId: 'r1', caller: { id: 'ada' }, observe: (said) => own.push(said) })
    const events = observe({ observer: (said) => all.push(said), logger })(scripted(finish))(request, context)
    expect(own).toEqual([])
    await collect(events)
    expect(own).toEqual([{ type: 'call-started', requestId: 'r1', caller: { id: 'ada' }, target: 'gpt' }])
    expect(all).toEqual(own)
  })

  it('hands what inner layers say to both', async () => {
    const { logger } = createLog()
    const said: string[] = []
    const inner: Handler = async function* (_, { observe }) {
      observe({ type: 'call-started', requestId: 'inner', caller: { id: 'ada' } })
      yield finish
    }
    const note = (who: string) => (one: Observation) =>
      void ('requestId' in one && said.push(`${who} ${one.requestId}`))
    const context = createCallContext({ observe: note('own'), requestId: 'outer' })
    await collect(observe({ observer: note('all'), logger })(inner)(request, context))
    expect(said).toEqual(['own outer', 'all outer', 'own inner', 'all inner'])
  })

  it('logs an observer that throws; the other one and the call go on', async () => {
    const { logger, lines } = createLog()
    const said: Observation[] = []
    const failure = new Error('observer broken')
    const context = createCallContext({
      observe() {
        throw failure
      },
    })
    const result = await collect(
      observe({ observer: (one) => said.push(one), logger })(scripted(finish))(request, context),
    )
    expect(result.finishReason).toBe('stop')
    expect(said).toHaveLength(1)
    expect(lines).toEqual([[expect.any(String), { observation: 'call-started', error: failure }]])
  })

  it('logs an observer that fails later', async () => {
    const { logger, lines } = createLog()
    const failure = new Error('later')
    const observer = async () => {
      throw failure
    }
    await collect(observe({ observer, logger })(scripted(finish))(request, createCallContext()))
    expect(lines).toEqual([[expect.any(String), { observation: 'call-started', error: failure }]])
  })
})
