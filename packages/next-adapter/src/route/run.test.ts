import { getEventListeners } from 'node:events'
import { type ChatEvent, createPipeline, type Handler } from '@sluice/core'
import { createTestClock, type ScriptStep, scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { simulated } from '../../../../tests/support/chat-http.ts'
import { createRun } from './run.ts'

const start: ChatEvent = { type: 'start', provider: 'sim', model: 'sim-1' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

function runOf(handler: Handler, clock = createTestClock()) {
  const http = new AbortController()
  const request = { messages: [{ role: 'user' as const, content: 'Hi' }] }
  const httpRequest = new Request('http://app.test/', { signal: http.signal })
  const run = createRun({ handler, request, caller: undefined, requestId: 'r1', http: httpRequest, clock })
  return { run, http, clock, signal: httpRequest.signal }
}
const playing = (...steps: ScriptStep[]) => runOf(scripted(...steps))

async function readAll(run: ReturnType<typeof createRun>): Promise<ChatEvent['type'][][]> {
  const batches: ChatEvent['type'][][] = []
  for (;;) {
    const events = await run.read()
    if (events.length === 0) return batches
    batches.push(events.map(({ type }) => type))
  }
}

describe('opening a run', () => {
  it.each<[string, ChatEvent]>([
    ['content', text('a')],
    ['a notice', { type: 'notice', notice: 'retrying' }],
    ['the end', finish],
  ])('waits for %s, and keeps what came before it', async (_, event) => {
    const { run } = playing(start, { type: 'usage', usage: { inputTokens: 1, outputTokens: 0 } }, event, finish)
    expect(await run.open(1_000)).toBe(true)
    const [first] = await readAll(run)
    expect(first?.slice(0, 3)).toEqual(['start', 'usage', event.type])
  })

  it('throws what the handler throws before its first content', async () => {
    const failure = new Error('no')
    await expect(playing(start, failure).run.open(1_000)).rejects.toBe(failure)
  })

  it('gives up waiting after commitAfterMs, and loses nothing by it', async () => {
    const { run, clock } = runOf(scripted(start, turn, () => clock.advance(1_000), turn, text('a'), finish))
    expect(await run.open(1_000)).toBe(false)
    expect((await readAll(run)).flat()).toEqual(['start', 'text-delta', 'finish'])
  })

  it('leaves no timer behind, however it ends', async () => {
    for (const steps of [[text('a')], [new Error('no')]]) {
      const { run, clock } = playing(...steps)
      await run.open(1_000).catch(() => undefined)
      expect(clock.pendingTimers).toBe(0)
    }
  })
})

describe('reading a run', () => {
  it('gives together what is ready together', async () => {
    const { run } = playing(start, text('a'), text('b'), turn, text('c'), finish)
    expect(await readAll(run)).toEqual([
      ['start', 'text-delta', 'text-delta'],
      ['text-delta', 'finish'],
    ])
  })

  it('gives together what one frame of a provider held, through all layers of a pipeline', async () => {
    const { fetch } = frames([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
    const target = simulated(Object.assign(fetch, { calls: [], issuedTokens: [], revokeTokens: () => {} }))
    const { run } = runOf(createPipeline({ targets: { sim: target } }))
    await run.open(1_000)
    expect((await run.read()).filter(({ type }) => type === 'text-delta')).toHaveLength(3)
    expect((await run.read()).filter(({ type }) => type === 'text-delta')).toHaveLength(2)
  })

  it('hoards no more than 64 events of a fast provider', async () => {
    const { run } = playing(...Array.from({ length: 200 }, () => text('a')), finish)
    expect((await readAll(run)).map((batch) => batch.length)).toEqual([64, 64, 64, 9])
  })

  it('delivers what came before a failure before the failure', async () => {
    const failure = new Error('no')
    const { run } = playing(text('a'), text('b'), failure)
    expect(await run.open(1_000)).toBe(true)
    expect(await run.read()).toHaveLength(2)
    await expect(run.read()).rejects.toBe(failure)
  })

  it('calls an end without a finish an interruption', async () => {
    const { run } = playing(text('a'))
    await run.read()
    await expect(run.read()).rejects.toMatchObject({ code: 'interrupted', requestId: 'r1' })
  })

  it('stays ended', async () => {
    const { run } = playing(finish)
    expect(await readAll(run)).toEqual([['finish']])
    expect(await run.read()).toEqual([])
  })
})

describe('the end of a run', () => {
  it('lets go of the request signal, however it ends', async () => {
    for (const steps of [[text('a'), finish], [text('a'), new Error('no')], [text('a')]]) {
      const { run, signal } = playing(...steps)
      expect(getEventListeners(signal, 'abort')).toHaveLength(1)
      await readAll(run).catch(() => undefined)
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    }
  })

  it('hands the reason of the request signal to the handler', async () => {
    const { run, http } = runOf(async function* (_, { signal }) {
      yield text('a')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    await run.read()
    const reading = run.read()
    http.abort('gone')
    await expect(reading).rejects.toBe('gone')
    await run.whenReleased()
  })

  it('ends a handler that waits for nobody but its reader', async () => {
    let isReleased = false
    const { run } = runOf(async function* () {
      try {
        for (;;) yield text('a')
      } finally {
        await turn()
        isReleased = true
      }
    })
    await run.read()
    run.hangUp()
    await run.whenReleased()
    expect(isReleased).toBe(true)
    expect(run.signal.reason).toMatchObject({ name: 'AbortError' })
  })

  it('begins nothing for a request that is aborted already', async () => {
    const provider = simulatedProvider()
    const http = new AbortController()
    http.abort('gone')
    const handler = createPipeline({ targets: { sim: simulated(provider) } })
    const clock = createTestClock()
    const request = { messages: [{ role: 'user' as const, content: 'Hi' }] }
    const run = createRun({
      handler,
      request,
      caller: undefined,
      requestId: 'r1',
      http: new Request('http://app.test/', { signal: http.signal }),
      clock,
    })
    expect(run.signal.reason).toBe('gone')
    await run.open(1_000).catch(() => undefined)
    expect(provider.calls).toHaveLength(0)
  })

  it('knows what a pipeline said of it, and nothing of a handler that says nothing', async () => {
    const metered = runOf(createPipeline({ targets: { sim: simulated(simulatedProvider()) } })).run
    await readAll(metered)
    expect(metered.ended()).toMatchObject({
      outcome: 'finished',
      requestId: 'r1',
      usage: { inputTokens: expect.any(Number) },
    })
    const bare = playing(finish).run
    await readAll(bare)
    expect(bare.ended()).toBeUndefined()
  })
})

/** A provider whose reads hold exactly these words. */
function frames(reads: readonly (readonly string[])[]) {
  const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
  const fetch = async () => {
    const bodies = [...reads.map((words) => words.map(delta).join('')), 'data: [DONE]\n\n']
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await turn()
          const body = bodies.shift()
          if (body === undefined) controller.close()
          else controller.enqueue(new TextEncoder().encode(body))
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    )
  }
  return { fetch }
}
