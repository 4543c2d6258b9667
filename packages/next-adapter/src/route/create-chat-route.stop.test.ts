import { ChatError, createMemoryRunLog, createPipeline, type Handler, untilAborted } from '@sluice/core'
import { scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { simulated, until } from '../../../../tests/support/chat-http.ts'
import {
  finish,
  gate,
  loggedRoute,
  readEvents,
  readUntil,
  runIdOf,
  text,
  textIn,
  turn,
  typesOf,
} from '../test-support/logged-route.ts'

/** Says one word and waits to be stopped. */
const waiting: Handler = async function* (_, { signal }) {
  yield text('Well, ')
  await untilAborted(new Promise(() => undefined), signal)
}

function stallingChat(after = 2) {
  const provider = simulatedProvider({ answer: () => 'one two three four', faults: { type: 'stall', after } })
  return { ...loggedRoute(createPipeline({ targets: { gpt: simulated(provider) } })), provider }
}

describe('stopping a run', () => {
  it('ends the call of the provider, and all who read are told that it was stopped', async () => {
    const { ask, resume, stop, provider, finished } = stallingChat()
    const response = await ask({ key: 'k1' })
    const resumed = await resume()
    const stopped = await stop({ key: 'k1' })
    expect([stopped.status, stopped.body]).toEqual([204, null])
    const events = await readEvents(response)
    expect(typesOf(events).slice(-3)).toEqual(['text-end', 'message-metadata', 'abort'])
    expect(events.at(-2)?.chunk).toMatchObject({
      messageMetadata: { sluice: { ending: 'stopped', usage: { outputTokens: 2, estimated: true } } },
    })
    expect(await readEvents(resumed)).toEqual(events)
    expect(await readEvents(await resume(`${runIdOf(response)}.0`))).toEqual(events)
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled')
    expect(finished).toMatchObject([{ outcome: 'aborted', error: undefined, usage: { outputTokens: 2 } }])
    expect(finished[0]?.message?.parts.at(-1)).toMatchObject({ type: 'text', text: 'one two', state: 'done' })
  })

  it("needs no key: it is the chat's run", async () => {
    const { ask, stop, finished } = loggedRoute(waiting)
    const response = await ask({ key: 'k1' })
    await stop()
    expect(typesOf(await readEvents(response)).at(-1)).toBe('abort')
    expect(finished).toHaveLength(1)
  })

  it('stops the run of its key and no other', async () => {
    const { ask, stop, finished } = loggedRoute(waiting)
    await ask({ key: 'k1' })
    expect((await stop({ key: 'k0' })).status).toBe(204)
    await turn()
    expect(finished).toEqual([])
  })

  it('is for the caller who started it alone, and tells others nothing', async () => {
    const { ask, stop, finished } = loggedRoute(waiting)
    await ask({ key: 'k1' })
    for (const visit of [{ as: 'eve' }, { as: 'eve', key: 'k1' }, { chat: 'chat-2' }, { chat: 'chat-2', key: 'k1' }]) {
      const response = await stop(visit)
      expect([response.status, [...response.headers]]).toEqual([204, []])
    }
    await turn()
    expect(finished).toEqual([])
  })

  it('stops a run whose reader has gone', async () => {
    const { ask, stop, finished } = loggedRoute(waiting)
    await (await readUntil(await ask({ key: 'k1' }), 'Well')).cancel()
    await stop({ key: 'k1' })
    await until('the end', () => finished.length === 1)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
  })

  it('stops a run before its first token: the answer is an empty one', async () => {
    const { ask, stop, provider, finished } = stallingChat(0)
    const asked = ask({ key: 'k1' })
    await until('the call', () => provider.calls.length === 1)
    await stop({ key: 'k1' })
    const response = await asked
    expect(response.status).toBe(200)
    expect(typesOf(await readEvents(response))).toEqual(['start', 'start-step', 'message-metadata', 'abort'])
    expect(finished).toMatchObject([{ outcome: 'aborted', message: undefined }])
    // Sent again, it is the same.
    expect(typesOf(await readEvents(await ask({ key: 'k1' }))).at(-1)).toBe('abort')
    expect(provider.calls).toHaveLength(1)
  })

  it('stops a run whose request is still being prepared: the handler is not called', async () => {
    const { wait, open } = gate()
    const handler = scripted(text('a'), finish)
    const prepare = async () => {
      await wait()
      return {}
    }
    const { ask, stop } = loggedRoute(handler, { prepare })
    const asked = ask({ key: 'k1' })
    await turn()
    await stop({ key: 'k1' })
    open()
    expect(typesOf(await readEvents(await asked)).at(-1)).toBe('abort')
    expect(handler.requests).toEqual([])
  })

  it('waits a second at most for a handler that does not heed it', async () => {
    const { ask, stop, clock, finished } = loggedRoute(scripted(text('a'), () => new Promise(() => undefined)))
    const response = await ask()
    await stop()
    await clock.advance(999)
    expect(finished).toEqual([])
    await clock.advance(1)
    expect(finished).toMatchObject([{ outcome: 'aborted' }])
    expect(typesOf(await readEvents(response)).at(-1)).toBe('abort')
  })

  it('reads no further from a handler that does not heed it', async () => {
    const { wait, open } = gate()
    let said = 0
    const stubborn: Handler = () => ({
      [Symbol.asyncIterator]: () => ({
        async next() {
          if (said++ > 0) await wait()
          return said > 1_000 ? { done: true, value: undefined } : { done: false, value: text('a') }
        },
      }),
    })
    const { ask, stop, clock, finished } = loggedRoute(stubborn)
    await ask()
    await stop()
    await clock.advance(1_000)
    expect(finished).toHaveLength(1)
    open()
    await turn()
    // What is ready together is read together.
    expect(said).toBeLessThan(100)
  })

  it('that meets a failure does not make it forgotten, however late the log', async () => {
    const { ask, stop, finished } = loggedRoute(scripted(text('a'), turn, new ChatError('overloaded', 'Busy.')), {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        return {
          ...log,
          async append(runId, parts) {
            if (parts.some(({ data }) => data.includes('"error"'))) await stop()
            await turn()
            return log.append(runId, parts)
          },
        }
      },
    })
    await readEvents(await ask())
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'overloaded' } }])
  })

  it('has the last word, whatever a handler that does not heed it still says while a late log takes it', async () => {
    const said = gate()
    const handler: Handler = async function* () {
      yield text('a')
      await said.wait()
      yield text('b')
      await turn()
    }
    const { ask, stop, clock } = loggedRoute(handler, {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        return {
          ...log,
          async append(runId, parts) {
            if (parts.some(({ data }) => data.includes('"abort"'))) {
              said.open()
              for (let turns = 0; turns < 5; turns++) await turn()
            }
            return log.append(runId, parts)
          },
        }
      },
    })
    const response = await ask()
    await stop()
    await clock.advance(1_000)
    const sent = await new Response(response.body).text()
    expect(sent).not.toContain('"delta":"b"')
    expect(sent.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it('changes nothing in an answer that is complete', async () => {
    const { ask, stop, finished } = loggedRoute(scripted(text('a'), finish))
    const events = await readEvents(await ask({ key: 'k1' }))
    await stop({ key: 'k1' })
    await stop()
    expect(await readEvents(await ask({ key: 'k1' }))).toEqual(events)
    expect(finished).toMatchObject([{ outcome: 'finished' }])
  })

  it('frees the chat for the next question', async () => {
    const handler: Handler = async function* ({ messages }, context) {
      if (messages.length === 1) yield* waiting({ messages }, context)
      yield text('Yes.')
      yield finish
    }
    const { ask, stop } = loggedRoute(handler)
    const first = await ask({ key: 'k1' })
    await stop({ key: 'k1' })
    await readEvents(first)
    const parts = [{ type: 'text', text: 'Hi' }]
    const messages = ['u1', 'u2'].map((id) => ({ id, role: 'user', parts }))
    expect(textIn(await readEvents(await ask({ key: 'k2' }, { messages })))).toBe('Yes.')
  })
})

describe('a stop that arrives before the request that it stops', () => {
  it('wins: the run never starts, and the client is told so in the stream', async () => {
    const handler = scripted(text('a'), finish)
    const prepare = vi.fn(() => ({}))
    const { ask, stop, resume, finished } = loggedRoute(handler, { prepare })
    await stop({ key: 'k1' })
    const response = await ask({ key: 'k1' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(typesOf(await readEvents(response))).toEqual(['start', 'start-step', 'message-metadata', 'abort'])
    expect([handler.requests, prepare.mock.calls, finished]).toEqual([[], [], []])
    expect((await resume()).status).toBe(204)
  })

  it('wins over that request alone', async () => {
    const { ask, stop } = loggedRoute(scripted(text('a'), finish))
    await stop({ key: 'k1' })
    for (const visit of [{ key: 'k2' }, {}, { key: 'k1', as: 'bob' }, { key: 'k1', chat: 'chat-2' }]) {
      expect(textIn(await readEvents(await ask(visit)))).toBe('a')
    }
  })

  it('is forgotten in the end', async () => {
    const { ask, stop, clock } = loggedRoute(scripted(text('a'), finish))
    await stop({ key: 'k1' })
    await clock.advance(300_001)
    expect(textIn(await readEvents(await ask({ key: 'k1' })))).toBe('a')
  })

  it('has a key of 256 characters at most', async () => {
    const { stop } = loggedRoute(scripted(finish))
    expect((await stop({ key: 'k'.repeat(257) })).status).toBe(400)
  })
})
