import { ChatError, createMemoryRunLog, createPipeline, type Handler, type RunLog, untilAborted } from '@sluice/core'
import { scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { simulated, until } from '../../../../tests/support/chat-http.ts'
import {
  finish,
  gate,
  type LoggedRouteOptions,
  loggedRoute,
  readEvents,
  runIdOf,
  text,
  textIn,
  turn,
  typesOf,
} from '../test-support/logged-route.ts'

const hello = () => scripted(text('Hel'), text('lo'), finish)

describe('a request that comes twice', () => {
  it('joins the run under way, from its beginning, and is paid once', async () => {
    const { wait, open } = gate()
    const handler = scripted(text('one '), wait, text('two'), finish)
    const prepare = vi.fn(() => ({}))
    const { ask, finished } = loggedRoute(handler, { prepare })
    const first = await ask({ key: 'k1' })
    await turn()
    const second = await ask({ key: 'k1' })
    expect([second.status, runIdOf(second)]).toEqual([200, runIdOf(first)])
    open()
    const events = await readEvents(first)
    expect(await readEvents(second)).toEqual(events)
    expect(textIn(events)).toBe('one two')
    expect([handler.requests.length, prepare.mock.calls.length, finished.length]).toEqual([1, 1, 1])
  })

  it('gets the run again that is over', async () => {
    const handler = hello()
    const { ask } = loggedRoute(handler)
    const events = await readEvents(await ask({ key: 'k1' }))
    const again = await ask({ key: 'k1' })
    expect(again.headers.get('content-type')).toBe('text/event-stream')
    expect(await readEvents(again)).toEqual(events)
    expect(handler.requests).toHaveLength(1)
  })

  it('is carried out once however many of it come at the same time', async () => {
    const handler = hello()
    const { ask } = loggedRoute(handler)
    const responses = await Promise.all(Array.from({ length: 50 }, () => ask({ key: 'k1' })))
    const answers = await Promise.all(responses.map(readEvents))
    expect(new Set(responses.map(runIdOf)).size).toBe(1)
    for (const events of answers) expect(events).toEqual(answers[0])
    expect(handler.requests).toHaveLength(1)
  })

  it('takes a quota once', async () => {
    const provider = simulatedProvider({ answer: () => 'Yes.' })
    const handler = createPipeline({
      targets: { gpt: simulated(provider) },
      quota: [{ per: 'caller', requests: 1, window: '1m' }],
    })
    const { ask } = loggedRoute(handler)
    for (let time = 0; time < 3; time++) expect(textIn(await readEvents(await ask({ key: 'k1' })))).toBe('Yes.')
    expect((await ask({ key: 'k2' })).status).toBe(429)
    expect(provider.calls).toHaveLength(1)
  })

  it('is another request in another chat and of another caller', async () => {
    const handler = hello()
    const { ask } = loggedRoute(handler)
    const responses = [
      await ask({ key: 'k1' }),
      await ask({ key: 'k1', chat: 'chat-2' }),
      await ask({ key: 'k1', as: 'bob' }),
      // No border between two texts can be moved.
      await ask({ key: 'k1', as: 'ada","chat', chat: '-1' }),
      await ask({ key: 'k1', as: 'adac', chat: 'hat-1' }),
    ]
    expect(new Set(responses.map(runIdOf)).size).toBe(5)
    expect(handler.requests).toHaveLength(5)
  })

  it('is refused where it is another one under the same key', async () => {
    const handler = hello()
    const { ask } = loggedRoute(handler)
    const events = await readEvents(await ask({ key: 'k1' }))
    const others = [
      { messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Bye' }] }] },
      { trigger: 'regenerate-message' },
      { messageId: 'm1' },
    ]
    for (const other of others) {
      const response = await ask({ key: 'k1' }, other)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        error: { message: 'This Idempotency-Key was used for another request; send a new key.' },
      })
    }
    // What is the application's own may differ.
    expect(await readEvents(await ask({ key: 'k1' }, { tab: 2 }))).toEqual(events)
    expect(handler.requests).toHaveLength(1)
  })

  it('is two requests without a key', async () => {
    const handler = hello()
    const { ask } = loggedRoute(handler)
    await readEvents(await ask())
    await readEvents(await ask({ key: '' }))
    expect(handler.requests).toHaveLength(2)
  })

  it('is refused with a key of more than 256 characters', async () => {
    const { ask } = loggedRoute(hello())
    expect((await ask({ key: 'k'.repeat(257) })).status).toBe(400)
    expect((await ask({ key: 'k'.repeat(256) })).status).toBe(200)
  })

  it('joins also where nothing has begun yet, and then gets all of it', async () => {
    const { wait, open } = gate()
    const handler = scripted(wait, text('a'), finish)
    const { ask } = loggedRoute(handler)
    const asked = [ask({ key: 'k1' }), ask({ key: 'k1' })]
    await turn()
    open()
    const [first, second] = await Promise.all(asked)
    expect(await readEvents(second!)).toEqual(await readEvents(first!))
    expect(handler.requests).toHaveLength(1)
  })

  it('gets the same refusal where the run never begins, and may then be sent again', async () => {
    const { wait, open } = gate()
    const refusal = new ChatError('rate-limited', 'Too fast.', {
      retryAfterMs: 3_000,
      rateLimit: { limit: 5, remaining: 0, resetMs: 3_000 },
    })
    let calls = 0
    const handler: Handler = async function* () {
      if (++calls > 1) {
        yield text('Now.')
        yield finish
      } else {
        await wait()
        throw refusal
      }
    }
    const { ask, finished } = loggedRoute(handler)
    const asked = Array.from({ length: 5 }, () => ask({ key: 'k1' }))
    await turn()
    open()
    for (const response of await Promise.all(asked)) {
      expect(response.status).toBe(429)
      expect(response.headers.get('retry-after')).toBe('3')
      expect(response.headers.get('ratelimit-remaining')).toBe('0')
      expect(await response.json()).toMatchObject({ error: { code: 'rate-limited', message: 'Too fast.' } })
    }
    expect(calls).toBe(1)
    expect(textIn(await readEvents(await ask({ key: 'k1' })))).toBe('Now.')
    expect(finished.map(({ outcome }) => outcome)).toEqual(['failed', 'finished'])
  })

  it('is told no more of our trouble than the first', async () => {
    const { wait, open } = gate()
    const { ask } = loggedRoute(
      scripted(wait, new ChatError('auth', 'Key sk-12345678 refused.', { provider: 'openai' })),
    )
    const asked = [ask({ key: 'k1' }), ask({ key: 'k1' })]
    await turn()
    open()
    for (const response of await Promise.all(asked)) {
      expect(response.status).toBe(502)
      const body = await response.text()
      expect(body).toContain('provider-unavailable')
      expect(body).not.toContain('sk-')
    }
  })

  it('gets the same refusal where prepare refuses', async () => {
    const { wait, open } = gate()
    const prepare = async () => {
      await wait()
      throw new ChatError('forbidden', 'Not in your plan.')
    }
    const { ask, log } = loggedRoute(hello(), { prepare })
    const asked = [ask({ key: 'k1' }), ask({ key: 'k1' })]
    await turn()
    open()
    for (const response of await Promise.all(asked)) {
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ error: { message: 'Not in your plan.' } })
    }
    expect(await log.find('["ada","chat-1"]')).toBeUndefined()
  })

  it('starts over where the run was taken back while the log still spoke of it', async () => {
    let calls = 0
    const handler: Handler = async function* () {
      if (++calls === 1) throw new ChatError('overloaded', 'Busy.')
      yield text('Now.')
      yield finish
    }
    const { ask } = loggedRoute(handler, {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        const begin: RunLog['begin'] = async (claim) => {
          const claimed = await log.begin(claim)
          if (claimed.type === 'known') await until('the run is taken back', () => log.find(claim.owner) === undefined)
          return claimed
        }
        return { ...log, begin }
      },
    })
    const [first, second] = await Promise.all([ask({ key: 'k1' }), ask({ key: 'k1' })])
    expect(first.status).toBe(503)
    expect(textIn(await readEvents(second))).toBe('Now.')
  })

  it('begins after commitAfterMs, with heartbeats, where nothing has begun: no proxy cuts it off', async () => {
    const prepared = gate()
    const prepare = async () => {
      await prepared.wait()
      throw new ChatError('forbidden', 'Not in your plan.')
    }
    const { ask, resume, clock } = loggedRoute(hello(), { prepare })
    void ask({ key: 'k1' })
    await turn()
    const joining = [ask({ key: 'k1' }), resume()]
    await clock.advance(2_000)
    const readers = (await Promise.all(joining)).map(({ body }) => body!.getReader())
    const decoder = new TextDecoder()
    const next = () => Promise.all(readers.map(async (reader) => decoder.decode((await reader.read()).value)))
    const beats = next()
    await clock.advance(15_000)
    expect(await beats).toEqual([': keep-alive\n\n', ': keep-alive\n\n'])
    prepared.open()
    for (const sent of await next()) {
      expect(sent).toContain('"type":"error","errorText":"Not in your plan."')
      expect(sent.endsWith('data: [DONE]\n\n')).toBe(true)
    }
  })

  it('is given up where the log names a run again and again that it does not have', async () => {
    const begin = vi.fn(() => ({ type: 'known', runId: 'ghost' }) as const)
    const { ask } = loggedRoute(hello(), { createLog: (clock) => ({ ...createMemoryRunLog({ clock }), begin }) })
    const response = await ask({ key: 'k1' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(begin).toHaveBeenCalledTimes(4)
  })

  it('waits no longer than its client', async () => {
    const { ask } = loggedRoute(scripted(() => new Promise(() => undefined)))
    void ask({ key: 'k1' })
    await turn()
    const http = new AbortController()
    const joined = ask({ key: 'k1', signal: http.signal })
    await turn()
    http.abort()
    expect((await joined).status).toBe(499)
  })
})

describe('another request for a chat whose run is under way', () => {
  it('stops that run, and answers', async () => {
    const handler: Handler = async function* ({ messages }, { signal }) {
      yield text('Well,')
      if (messages.length > 1) yield finish
      else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const { ask, finished } = loggedRoute(handler)
    const first = await ask({ key: 'k1' })
    const parts = [{ type: 'text', text: 'Hi' }]
    const messages = ['u1', 'u2'].map((id) => ({ id, role: 'user', parts }))
    const second = await ask({ key: 'k2' }, { messages })
    expect(typesOf(await readEvents(second)).at(-1)).toBe('finish')
    const events = await readEvents(first)
    expect(typesOf(events).slice(-3)).toEqual(['text-end', 'message-metadata', 'abort'])
    expect(finished.map(({ outcome }) => outcome)).toEqual(['aborted', 'finished'])
  })

  it.each<[string, number, LoggedRouteOptions]>([
    ['the handler', 429, {}],
    [
      'prepare',
      403,
      {
        prepare({ messages }) {
          if (messages.length > 1) throw new ChatError('forbidden', 'Not in your plan.')
          return {}
        },
      },
    ],
  ])('that %s refuses leaves the answer alone that is under way', async (_, status, options) => {
    const { wait, open } = gate()
    const handler: Handler = async function* ({ messages }, { signal }) {
      if (messages.length > 1) throw new ChatError('rate-limited', 'Too fast.')
      yield text('one ')
      await untilAborted(wait(), signal)
      yield text('two')
      yield finish
    }
    const { ask, resume, stop, finished } = loggedRoute(handler, options)
    const first = await ask({ key: 'k1' })
    const messages = ['u1', 'u2'].map((id) => ({ id, role: 'user', parts: [{ type: 'text', text: 'Hi' }] }))
    expect((await ask({ key: 'k2' }, { messages })).status).toBe(status)
    const resumed = await resume()
    open()
    for (const response of [first, resumed]) expect(textIn(await readEvents(response))).toBe('one two')
    expect(finished.filter(({ outcome }) => outcome === 'finished')).toHaveLength(1)
    await stop()
  })

  it('leaves the runs of other chats alone', async () => {
    const { ask, finished } = loggedRoute(scripted(text('a'), () => new Promise(() => undefined)))
    await ask()
    await ask({ chat: 'chat-2' })
    await ask({ as: 'bob' })
    await turn()
    expect(finished).toEqual([])
  })
})
