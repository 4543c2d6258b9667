import {
  ChatError,
  createMemoryRunLog,
  createPipeline,
  type Handler,
  type MaybePromise,
  type RunLog,
  untilAborted,
} from '@sluice/core'
import { scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { post, simulated, until } from '../../../../tests/support/chat-http.ts'
import {
  finish,
  gate,
  type LoggedRouteOptions,
  loggedRoute,
  readEvents,
  readUntil,
  runIdOf,
  text,
  textIn,
  turn,
  typesOf,
} from '../test-support/logged-route.ts'
import { createChatRoute } from './create-chat-route.ts'

const hello = () => scripted(text('Hel'), text('lo'), finish)

describe('a logged answer', () => {
  it('numbers its parts from 1 on, under a run id that nobody can guess', async () => {
    const { ask } = loggedRoute(hello(), { generateId: () => 'guessed' })
    const response = await ask()
    const runId = runIdOf(response)
    expect(runId).toMatch(/^[0-9a-v]{24}$/)
    const events = await readEvents(response)
    expect(typesOf(events)).toEqual([
      ...['start', 'start-step', 'text-start', 'text-delta', 'text-delta', 'text-end', 'finish-step', 'finish'],
    ])
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => `${runId}.${index + 1}`))
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-sluice-run-id': runId,
    })
  })

  it('gives live notices no number, and no place in the log', async () => {
    const { ask, resume } = loggedRoute(
      scripted({ type: 'notice', notice: 'queued' }, text('a'), { type: 'notice', notice: 'retrying' }, finish),
    )
    const response = await ask()
    const events = await readEvents(response)
    const notices = events.filter(({ chunk }) => chunk.type === 'data-sluice-notice')
    expect(notices.map(({ id }) => id)).toEqual([undefined, undefined])
    const again = await readEvents(await resume(`${runIdOf(response)}.0`))
    expect(again).toEqual(events.filter((event) => !notices.includes(event)))
  })

  it('says what is left of a quota, as one without a log does', async () => {
    const handler = createPipeline({
      targets: { gpt: simulated(simulatedProvider({ answer: () => 'Yes.' })) },
      quota: [{ per: 'caller', requests: 5, window: '1m' }],
    })
    const response = await loggedRoute(handler).ask()
    expect(response.headers.get('ratelimit-remaining')).toBe('4')
    expect(textIn(await readEvents(response))).toBe('Yes.')
  })

  it('keeps a quiet stream alive', async () => {
    const { ask, clock } = loggedRoute(scripted(text('a'), () => new Promise(() => undefined)))
    const reader = await readUntil(await ask(), '"delta":"a"')
    const beat = reader.read()
    await clock.advance(15_000)
    expect(new TextDecoder().decode((await beat).value)).toBe(': keep-alive\n\n')
    await reader.cancel()
  })

  it('begins without content after commitAfterMs', async () => {
    const { wait, open } = gate()
    const { ask, clock } = loggedRoute(scripted(wait, text('a'), finish))
    const asked = ask()
    await clock.advance(2_000)
    const response = await asked
    open()
    const events = await readEvents(response)
    expect(typesOf(events).slice(0, 3)).toEqual(['start', 'start-step', 'text-start'])
    expect(textIn(events)).toBe('a')
  })

  it('tells a failure after its beginning in the stream, and to whoever reads it later', async () => {
    const { ask, resume, finished } = loggedRoute(scripted(text('a'), new ChatError('overloaded', 'Busy.')))
    const response = await ask({ key: 'k1' })
    const events = await readEvents(response)
    expect(events.at(-1)).toMatchObject({ chunk: { type: 'error', code: 'overloaded' } })
    expect(await readEvents(await resume(`${runIdOf(response)}.0`))).toEqual(events)
    // Paying for it twice is for the user to decide.
    expect(await readEvents(await ask({ key: 'k1' }))).toEqual(events)
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'overloaded' } }])
  })

  it('ends for all who read it with its last word, whatever its handler still does', async () => {
    const { wait, open } = gate()
    const { ask, resume, finished } = loggedRoute(scripted(text('a'), finish, wait))
    const response = await ask()
    const resumed = await resume(`${runIdOf(response)}.0`)
    expect(typesOf(await readEvents(resumed)).at(-1)).toBe('finish')
    expect(finished).toEqual([])
    open()
    expect(typesOf(await readEvents(response)).at(-1)).toBe('finish')
    expect(finished).toHaveLength(1)
  })

  it('is told to onFinish once, with the whole conversation', async () => {
    const { ask, finished } = loggedRoute(hello())
    const response = await ask()
    await readEvents(response)
    expect(finished).toMatchObject([
      { requestId: runIdOf(response), caller: { id: 'ada' }, outcome: 'finished', messages: [{ role: 'user' }, {}] },
    ])
    expect(finished[0]?.message?.parts.at(-1)).toMatchObject({ type: 'text', text: 'Hello', state: 'done' })
  })

  it.each([undefined, '', '.', '..'])('has no number in a chat whose id is %j: nobody could ask for it', async (id) => {
    const { ask } = loggedRoute(hello())
    const events = await readEvents(await ask({}, { id }))
    expect(textIn(events)).toBe('Hello')
    expect(events.every((event) => event.id === undefined)).toBe(true)
  })
})

describe('an answer that outgrows the log', () => {
  const words = 500
  const long = () => scripted(...Array.from({ length: words }, (_, index) => text(`${index} `)), finish)
  const whole = Array.from({ length: words }, (_, index) => `${index} `).join('')

  it('is whole for the one who asked, only as fast as that one reads, and can no longer be resumed', async () => {
    const { ask, resume, finished } = loggedRoute(long(), {
      createLog: (clock) => createMemoryRunLog({ clock, maxRunBytes: 5_000 }),
    })
    const response = await ask()
    await turn()
    expect(finished).toEqual([])
    for (const place of [`${runIdOf(response)}.0`, `${runIdOf(response)}.3`, undefined]) {
      expect((await resume(place)).status).toBe(204)
    }
    expect(textIn(await readEvents(response))).toBe(whole)
    expect(finished).toMatchObject([{ outcome: 'finished' }])
  })

  it('is not paid twice for a request that comes twice', async () => {
    const handler = long()
    const { ask } = loggedRoute(handler, { createLog: (clock) => createMemoryRunLog({ clock, maxRunBytes: 5_000 }) })
    await readEvents(await ask({ key: 'k1' }))
    const again = await ask({ key: 'k1' })
    expect(again.status).toBe(502)
    expect(await again.json()).toMatchObject({ error: { code: 'interrupted' } })
    expect(handler.requests).toHaveLength(1)
  })

  it('tells others who were reading that they get no more of it', async () => {
    const { wait, open } = gate()
    const { ask, resume } = loggedRoute(scripted(text('a'), wait, text('x'.repeat(5_000)), finish), {
      createLog: (clock) => createMemoryRunLog({ clock, maxRunBytes: 5_000 }),
    })
    const first = await ask()
    const second = await resume()
    open()
    expect(typesOf(await readEvents(first)).at(-1)).toBe('finish')
    expect((await readEvents(second)).at(-1)).toMatchObject({ chunk: { type: 'error', code: 'interrupted' } })
  })

  it('is not paid for any longer when the one who asked has gone: nobody could come back to it', async () => {
    const { wait, open } = gate()
    const handler = () =>
      scripted(text('x'.repeat(5_000)), wait, text('a'), ({ context }) =>
        untilAborted(new Promise(() => undefined), context.signal),
      )
    const createLog: LoggedRouteOptions['createLog'] = (clock) => createMemoryRunLog({ clock, maxRunBytes: 5_000 })
    const outgrown = loggedRoute(handler(), { createLog })
    await (await readUntil(await outgrown.ask(), 'xxx')).cancel()
    open()
    await until('the end', () => outgrown.finished.length === 1)
    expect(outgrown.finished).toMatchObject([{ outcome: 'aborted' }])
    const late = gate()
    const growing = loggedRoute(
      scripted(text('a'), late.wait, text('x'.repeat(5_000)), ({ context }) =>
        untilAborted(new Promise(() => undefined), context.signal),
      ),
      { createLog },
    )
    await (await readUntil(await growing.ask(), '"a"')).cancel()
    await turn()
    expect(growing.finished).toEqual([])
    late.open()
    await until('the end', () => growing.finished.length === 1)
  })

  it('is answered as without a log where there is no room for another run', async () => {
    const { wait, open } = gate()
    const handler: Handler = async function* (_, { signal }) {
      yield text('a')
      await untilAborted(wait(), signal)
      yield text('b')
      yield finish
    }
    const { ask, finished } = loggedRoute(handler, { createLog: (clock) => createMemoryRunLog({ clock, maxRuns: 1 }) })
    const first = await ask()
    const second = await ask({ chat: 'chat-2' })
    const third = await ask({ chat: 'chat-3' })
    await third.body!.cancel()
    await until('the end of the one that is not read', () => finished.length === 1)
    open()
    expect(textIn(await readEvents(first))).toBe('ab')
    const events = await readEvents(second)
    expect(textIn(events)).toBe('ab')
    expect(events[0]?.id).toBeUndefined()
  })
})

describe('a log that fails', () => {
  const broken = new Proxy({} as RunLog, {
    get: () => async () => {
      throw new Error('connection refused')
    },
  })

  it('at the beginning, is one too few: the answer comes without it', async () => {
    const { ask, said } = loggedRoute(hello(), { createLog: () => broken })
    const events = await readEvents(await ask({ key: 'k1' }))
    expect(textIn(events)).toBe('Hello')
    expect(events[0]?.id).toBeUndefined()
    expect(JSON.stringify(said)).toContain('runLog.begin failed')
  })

  it('later, does not touch the answer of the one who asked', async () => {
    const { ask, said, finished } = loggedRoute(hello(), {
      createLog: (): RunLog => ({
        ...broken,
        begin: async () => ({ type: 'begun' }),
        append: broken.append,
        end: broken.end,
        deliver: broken.deliver,
      }),
    })
    expect(textIn(await readEvents(await ask()))).toBe('Hello')
    expect(finished).toMatchObject([{ outcome: 'finished' }])
    expect(JSON.stringify(said)).toContain('runLog.append failed')
  })

  it('to take some of it, is not told that it has it all', async () => {
    let appends = 0
    const ends: string[] = []
    const { ask, log } = loggedRoute(scripted(text('Hel'), turn, text('lo'), turn, finish), {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        return {
          ...log,
          append: async (runId, parts) => {
            if (++appends === 2) throw new Error('connection reset')
            return log.append(runId, parts)
          },
          end(runId) {
            ends.push(runId)
            return log.end(runId)
          },
        }
      },
    })
    const response = await ask()
    expect(textIn(await readEvents(response))).toBe('Hello')
    expect([appends, ends]).toEqual([2, []])
    expect(log.find('["ada","chat-1"]')).toMatchObject({ isEnded: false })
  })

  it('to answer at all, keeps no answer waiting for more than 3 s', async () => {
    const never = () => new Promise<never>(() => undefined)
    const { ask, clock, said } = loggedRoute(hello(), {
      createLog: (clock) => ({ ...createMemoryRunLog({ clock }), append: never, end: never, withdraw: never }),
    })
    const asked = ask()
    await clock.advance(3_000)
    const reading = readEvents(await asked)
    await clock.advance(3_000)
    expect(textIn(await reading)).toBe('Hello')
    expect(JSON.stringify(said)).toContain('runLog.append failed')
    expect(clock.pendingTimers).toBe(0)
  })

  it('to say in time that it has begun, takes back what it has', async () => {
    const { wait, open } = gate()
    const { ask, clock, log } = loggedRoute(hello(), {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        return {
          ...log,
          begin: async (claim) => {
            await wait()
            return log.begin(claim)
          },
        }
      },
    })
    const asked = ask({ key: 'k1' })
    await clock.advance(3_000)
    const events = await readEvents(await asked)
    expect([textIn(events), events[0]?.id]).toEqual(['Hello', undefined])
    open()
    await turn()
    expect(log.find('["ada","chat-1"]')).toBeUndefined()
  })

  it('in the middle of a reading, tells that reader, who has not got all of it', async () => {
    let readings = 0
    const { wait, open } = gate()
    const { ask, resume } = loggedRoute(scripted(text('Hel'), wait, text('lo'), finish), {
      createLog(clock) {
        const log = createMemoryRunLog({ clock })
        const read: RunLog['read'] = async function* (runId, reading) {
          for await (const batch of log.read(runId, reading)) {
            yield batch
            if (++readings === 1) throw new Error('connection reset')
          }
        }
        return { ...log, read }
      },
    })
    await (await readUntil(await ask(), 'Hel')).cancel()
    open()
    await turn()
    const events = await readEvents(await resume())
    expect(events.at(-1)).toMatchObject({ id: undefined, chunk: { type: 'error', code: 'internal' } })
    expect(textIn(await readEvents(await resume()))).toBe('Hello')
  })

  it('is our failure to who resumes', async () => {
    const { resume } = loggedRoute(hello(), { createLog: () => broken })
    expect((await resume()).status).toBe(500)
  })

  it('that answers late, as one on another machine, gives all the same', async () => {
    const { ask, resume } = loggedRoute(hello(), { createLog: (clock) => distant(createMemoryRunLog({ clock })) })
    const response = await ask({ key: 'k1' })
    const events = await readEvents(response)
    expect(textIn(events)).toBe('Hello')
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => `${runIdOf(response)}.${index + 1}`))
    expect(await readEvents(await ask({ key: 'k1' }))).toEqual(events)
    expect(await readEvents(await resume(`${runIdOf(response)}.3`))).toEqual(events.slice(3))
  })
})

/** Every answer takes a turn. */
function distant(log: RunLog): RunLog {
  const later =
    <Args extends unknown[], Value>(call: (...args: Args) => MaybePromise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await turn()
      return call(...args)
    }
  return {
    begin: later(log.begin),
    append: later(log.append),
    end: later(log.end),
    withdraw: later(log.withdraw),
    find: later(log.find),
    unreadMs: later(log.unreadMs),
    deliver: later(log.deliver),
    stop: later(log.stop),
    stopKey: later(log.stopKey),
    read: log.read,
  }
}

describe('the options for logs', () => {
  const identify = () => ({ id: 'ada' })

  it('need identify: a log that cannot tell callers apart would show runs to anybody', () => {
    const options = { handler: hello(), runLog: createMemoryRunLog() }
    expect(() => createChatRoute(options)).toThrow(TypeError)
    expect(() => createChatRoute({ ...options, anonymous: 'shared' })).toThrow('identify')
    expect(() => createChatRoute({ ...options, identify })).not.toThrow()
  })

  it.each([undefined, {}, { handler: 'gpt' }])('need a handler: %j has none', (options) => {
    expect(() => createChatRoute(options as never)).toThrow(TypeError)
    expect(() => createChatRoute(options as never)).toThrow('handler must be a function')
  })

  it('need a log for a run to go on without its reader', () => {
    const options = { handler: hello(), identify }
    expect(() => createChatRoute({ ...options, onDisconnect: { continueMs: 1 } })).toThrow(TypeError)
    expect(() => createChatRoute({ ...options, onDisconnect: 'cancel' })).not.toThrow()
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuse a continueMs of %d', (continueMs) => {
    const options = { handler: hello(), identify, runLog: createMemoryRunLog() }
    expect(() => createChatRoute({ ...options, onDisconnect: { continueMs } })).toThrow(RangeError)
  })

  it('may make ids that no header takes, or none: the answer comes under another', async () => {
    const thrower = () => {
      throw new Error('no entropy')
    }
    for (const generateId of [() => '你好', () => '', thrower]) {
      const route = createChatRoute({ handler: hello(), generateId, logger: { warn() {}, error() {} } })
      const response = await route.POST(post())
      expect([response.status, runIdOf(response).length]).toEqual([200, 24])
      await response.body?.cancel()
    }
  })

  it('hold for a handler that throws before it gives anything: it is told to onFinish', async () => {
    const broken: Handler = () => {
      throw new ChatError('overloaded', 'Busy.')
    }
    const { ask, finished } = loggedRoute(broken)
    expect((await ask()).status).toBe(503)
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'overloaded' } }])
  })

  it('may be explicitly undefined', async () => {
    const route = createChatRoute({ handler: hello(), runLog: undefined, onDisconnect: undefined })
    expect((await route.POST(post())).status).toBe(200)
  })
})
