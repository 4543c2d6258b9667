import { createPipeline } from '@sluice/core'
import { type Fault, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall } from '@sluice/next-adapter'
import { afterEach, describe, expect, it } from 'vitest'
import { asking, simulated, until } from '../support/chat-http.ts'
import { rawClient } from '../support/raw-client.ts'
import { type Served, type ServeOptions, serve } from '../support/serve.ts'

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})

interface Setting extends ServeOptions {
  faults?: Fault
  answer?: string
  firstTokenMs?: number
  tokensPerSecond?: number
  /** Whether the provider, too, is behind a socket. */
  isRemote?: boolean
}

async function chat({ hangUp, isRemote = false, answer = 'one two three', ...rest }: Setting = {}) {
  const provider = simulatedProvider({ answer: () => answer, ...rest })
  const remote = isRemote ? await serve(provider) : undefined
  if (remote !== undefined) open.push(remote)
  const target = simulated(provider, remote === undefined ? {} : { baseUrl: `${remote.url}/v1`, fetch: undefined })
  const pipeline = createPipeline({ targets: { gpt: target } })
  const finished: FinishedCall[] = []
  const route = createChatRoute({ handler: pipeline, onFinish: (call) => void finished.push(call) })
  const app = await serve(route.POST, { hangUp })
  open.push(app)
  const cancelled = (withinMs: number) =>
    until('the provider sees that its client has gone', () => provider.calls[0]?.ending === 'cancelled', withinMs)
  return { app, provider, pipeline, finished, cancelled }
}

// A machine that is busy with other tests may miss the 50 ms once.
const patience = { retry: 2 }

describe.each(['signal', 'cancel', 'both'] as const)('a client that leaves, told by %s', patience, (hangUp) => {
  it('in the middle of the answer ends the call of the provider within 50 ms', async () => {
    const { app, provider, pipeline, finished, cancelled } = await chat({ hangUp, faults: { type: 'stall', after: 2 } })
    const client = rawClient(app.url)
    const response = await client.response
    await new Promise((resolve) => response.once('data', resolve))
    client.leave()
    await cancelled(50)
    await until('onFinish', () => finished.length === 1, 50)
    expect(finished[0]).toMatchObject({ outcome: 'aborted', usage: { outputTokens: 2, estimated: true } })
    expect(provider.calls[0]?.sent).toBe(2)
    expect(pipeline.snapshot().active).toBe(0)
  })

  it('without ever reading ends the call too', async () => {
    const { app, finished, cancelled } = await chat({ hangUp, faults: { type: 'stall', after: 2 } })
    const client = rawClient(app.url)
    await client.response
    client.leave()
    await cancelled(50)
    await until('onFinish', () => finished.length === 1, 50)
  })

  it('while its connection is full ends the call too', async () => {
    const { app, provider, finished, cancelled } = await chat({ hangUp, answer: 'word '.repeat(120_000) })
    const client = rawClient(app.url)
    await client.response
    await isFull(provider)
    client.leave()
    await cancelled(50)
    await until('onFinish', () => finished.length === 1, 50)
    expect(finished[0]).toMatchObject({ outcome: 'aborted' })
  })
})

describe('a client that leaves before the first token', patience, () => {
  // Only the request's signal can say so: there is no body yet that could be cancelled.
  it.each(['signal', 'both'] as const)('ends the call of the provider within 50 ms, told by %s', async (hangUp) => {
    const { app, provider, pipeline, finished, cancelled } = await chat({ hangUp, faults: { type: 'stall', after: 0 } })
    const client = rawClient(app.url)
    await until('the call', () => provider.calls.length === 1)
    client.leave()
    await cancelled(50)
    await until('onFinish', () => finished.length === 1, 50)
    expect(finished[0]).toMatchObject({ outcome: 'aborted', message: undefined })
    expect(pipeline.snapshot().active).toBe(0)
  })

  it('ends it also while the provider has not even answered', async () => {
    const { app, provider, pipeline, finished } = await chat({ faults: { type: 'slow-headers', delayMs: 60_000 } })
    const client = rawClient(app.url)
    await until('the call', () => provider.calls.length === 1)
    client.leave()
    await until('onFinish', () => finished.length === 1, 50)
    expect(pipeline.snapshot().active).toBe(0)
  })
})

describe('a provider behind a socket of its own', patience, () => {
  it.each([0, 2])('sees the client of its client leave after %i pieces, within 50 ms', async (after) => {
    const { app, provider, cancelled } = await chat({ isRemote: true, faults: { type: 'stall', after } })
    const client = rawClient(app.url)
    if (after > 0) await client.response
    else await until('the call', () => provider.calls.length === 1)
    client.leave()
    await cancelled(50)
  })

  it('sees it also while nobody reads', async () => {
    const { app, provider, cancelled } = await chat({ isRemote: true, answer: 'word '.repeat(120_000) })
    const client = rawClient(app.url)
    await client.response
    await isFull(provider)
    client.leave()
    await cancelled(50)
  })
})

describe('a client that stops reading', patience, () => {
  it('stops the provider from being read, and costs no memory', { timeout: 20_000 }, async () => {
    const words = 200_000
    const { app, provider, cancelled } = await chat({ answer: 'word '.repeat(words) })
    const client = rawClient(app.url)
    const response = await client.response
    const sent = await isFull(provider)
    // What the sockets of both sides hold.
    expect(sent).toBeLessThan(words / 2)
    const heap = process.memoryUsage().heapUsed
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(provider.calls[0]?.sent).toBe(sent)
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(5_000_000)

    // When it reads again, the answer goes on.
    response.resume()
    await until('more', () => provider.calls[0]!.sent > sent)
    client.leave()
    await cancelled(50)
  })

  it('does not hold up others', async () => {
    const { app, provider } = await chat({ answer: 'word '.repeat(120_000) })
    const stuck = rawClient(app.url)
    await stuck.response
    await isFull(provider)
    const response = await fetch(`${app.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asking('Hi')),
    })
    const reader = response.body!.getReader()
    expect((await reader.read()).done).toBe(false)
    await reader.cancel()
    stuck.leave()
    await until('both calls are over', () => provider.calls.every(({ ending }) => ending === 'cancelled'))
  })
})

/** Waits until the provider is not read any more; says how many pieces it had sent by then. */
async function isFull({ calls }: ReturnType<typeof simulatedProvider>): Promise<number> {
  let before = -1
  let sinceMs = performance.now()
  await until(
    'the connection is full',
    () => {
      const { sent } = calls[0]!
      if (sent !== before) sinceMs = performance.now()
      before = sent
      return sent > 0 && performance.now() - sinceMs > 40
    },
    10_000,
  )
  return before
}
