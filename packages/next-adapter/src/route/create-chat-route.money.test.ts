import { type CallContext, type CallEnded, ChatError, type ChatEvent, type Cost, type Handler } from '@sluice/core'
import { type ScriptStep, scripted } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { only, post, readParts } from '../../../../tests/support/chat-http.ts'
import { gate, loggedRoute, readEvents, turn } from '../test-support/logged-route.ts'
import type { ChatRouteOptions, FinishedCall } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'

const text: ChatEvent = { type: 'text-delta', text: 'Yes.' }
const usage = { inputTokens: 3, outputTokens: 4 }
const cost: Cost = { CNY: '0.00168' }
const figures = { usage, cost, attempts: 1, durationMs: 9, firstContentMs: 2 }
const finish: ChatEvent = { type: 'finish', reason: 'stop', ...figures }

/** What a pipeline says at a call's end. */
function ended({ requestId, caller }: CallContext, outcome: CallEnded['outcome']): CallEnded {
  return { type: 'call-ended', requestId, caller, outcome, ...figures }
}
/** A handler that accounts for its calls as a pipeline does, whatever their ending. */
function accounted(...steps: ScriptStep[]): Handler {
  return async function* (request, context) {
    let outcome: CallEnded['outcome'] = 'failed'
    try {
      yield* scripted(...steps)(request, context)
      outcome = 'finished'
    } finally {
      context.observe(ended(context, outcome))
    }
  }
}
function routeOf(handler: Handler, options: Partial<ChatRouteOptions> = {}) {
  const finished: FinishedCall[] = []
  const onFinish = (call: FinishedCall) => void finished.push(call)
  const logger = { warn: () => {}, error: () => {} }
  return { route: createChatRoute({ handler, logger, onFinish, ...options }), finished }
}

describe('what a call costs', () => {
  it('is in the metadata of its answer, and told to onFinish', async () => {
    const { route, finished } = routeOf(accounted(text, finish))
    const parts = await readParts(await route.POST(post()))
    expect(only(parts, 'finish').messageMetadata).toEqual({ sluice: { ...figures, finishReason: 'stop' } })
    expect(finished).toMatchObject([{ outcome: 'finished', usage, cost }])
    expect(finished[0]?.message?.metadata).toMatchObject({ sluice: { usage, cost } })
  })

  it('is told before the error of an answer that failed', async () => {
    const { route, finished } = routeOf(accounted(text, new ChatError('interrupted', 'Cut.')))
    const parts = await readParts(await route.POST(post()))
    expect(only(parts, 'message-metadata').messageMetadata).toEqual({
      sluice: { requestId: expect.any(String), ...figures },
    })
    expect(parts.at(-1)?.type).toBe('error')
    expect(finished).toMatchObject([{ outcome: 'failed', usage, cost }])
  })

  it('is told in the log of a run that was stopped', async () => {
    const { ask, stop, resume, finished } = loggedRoute(
      accounted(text, ({ context }) => new Promise((_, reject) => context.signal.addEventListener('abort', reject))),
    )
    const asked = readEvents(await ask())
    await turn()
    await stop()
    const metadata = (await asked).flatMap(({ chunk }) => (chunk.type === 'message-metadata' ? [chunk] : []))
    expect(metadata.map(({ messageMetadata }) => messageMetadata)).toMatchObject([{ sluice: { usage, cost } }])
    expect(await readEvents(await resume('none.0'))).toHaveLength((await asked).length)
    expect(finished).toMatchObject([{ outcome: 'aborted', usage, cost }])
  })

  it('is left out where no price is known', async () => {
    const { route, finished } = routeOf(scripted(text, { type: 'finish', reason: 'stop', usage }))
    const body = await (await route.POST(post())).text()
    expect(body).not.toContain('cost')
    expect(finished[0]?.cost).toBeUndefined()
  })
})

describe('what a call has left to do', () => {
  const direct = (handler: Handler, options: Pick<ChatRouteOptions, 'waitUntil'>) =>
    routeOf(handler, options).route.POST(post())
  const logged = (handler: Handler, options: Pick<ChatRouteOptions, 'waitUntil'>) => loggedRoute(handler, options).ask()

  it.each([
    ['a run that ends with its response', direct],
    ['a run that is logged', logged],
  ])('is held on to by the promise that the platform was given at the beginning: %s', async (_, ask) => {
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const [first, second] = [gate(), gate()]
    const handler = scripted(text, finish, ({ context }) => {
      context.waitUntil?.(first.wait().then(() => context.waitUntil?.(second.wait())))
      context.waitUntil?.(Promise.reject(new Error('disk full')))
    })
    expect(await (await ask(handler, { waitUntil })).text()).toContain('[DONE]')
    const [held] = waitUntil.mock.calls[0]!
    const state = () => Promise.race([held.then(() => 'let go'), turn().then(() => 'held')])
    expect(await state()).toBe('held')
    first.open()
    expect(await state()).toBe('held')
    second.open()
    expect(await state()).toBe('let go')
    expect(waitUntil).toHaveBeenCalledOnce()
  })

  it.each([
    ['takes it', () => {}],
    [
      'takes nothing any more',
      () => {
        throw new Error('The request is over.')
      },
    ],
  ])('is given to the platform by itself where it comes too late, which %s', async (_, late) => {
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    let context: CallContext | undefined
    const handler = scripted(text, finish, (call) => {
      context = call.context
    })
    await (await direct(handler, { waitUntil })).text()
    await waitUntil.mock.calls[0]![0]
    waitUntil.mockImplementation(late)
    context?.waitUntil?.(Promise.resolve())
    expect(waitUntil).toHaveBeenCalledTimes(2)
  })

  it("is nobody's to wait for where the route has no waitUntil", async () => {
    const seen: unknown[] = []
    await (
      await direct(
        scripted(text, finish, ({ context }) => seen.push(context.waitUntil)),
        {},
      )
    ).text()
    expect(seen).toEqual([undefined])
  })

  it('is kept also where the call failed before its response began', async () => {
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const kept = gate()
    const handler = scripted(({ context }) => context.waitUntil?.(kept.wait()), new ChatError('overloaded', 'Busy.'))
    expect((await direct(handler, { waitUntil })).status).toBe(503)
    const [held] = waitUntil.mock.calls[0]!
    expect(await Promise.race([held, turn().then(() => 'held')])).toBe('held')
    kept.open()
    await held
  })
})
