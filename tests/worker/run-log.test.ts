import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking, readParts, textOf, until } from '../support/chat-http.ts'
import { type RunningWorker, runWorker } from '../support/workerd.ts'

interface WorkerState {
  endings: string[]
  finished: string[]
}

let worker: RunningWorker
beforeAll(async () => {
  worker = await runWorker(fileURLToPath(new URL('run-log-worker.ts', import.meta.url)))
}, 30_000)
afterAll(() => worker?.stop())

async function state(): Promise<WorkerState> {
  return (await (await fetch(`${worker.url}/state`)).json()) as WorkerState
}
function send(text: string, key: string): Promise<Response> {
  return fetch(`${worker.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(asking(text)),
  })
}
const ofChat = (method: string, headers: Record<string, string> = {}) =>
  fetch(`${worker.url}/api/chat/chat-1/stream`, { method, headers })

// There, what one request has begun may not be touched by another.
describe('a log of runs in workerd', () => {
  it('gives an answer again to who comes for it', async () => {
    const response = await send('Hi', 'k1')
    const runId = response.headers.get('x-sluice-run-id')
    expect(textOf(await readParts(response))).toBe('You said: Hi')
    const resumed = await ofChat('GET', { 'last-event-id': `${runId}.0` })
    expect(textOf(await readParts(resumed))).toBe('You said: Hi')
  })

  it.each([
    ['by its key', 'stall', { 'idempotency-key': 'k2' }],
    ["as the chat's", 'stall', {}],
    ['though its handler does not heed it', 'deaf', {}],
  ])('has a run stopped by another request, %s, and all who read it are told', async (_, prompt, headers) => {
    const before = (await state()).finished.length
    const asked = await send(prompt, 'idempotency-key' in headers ? 'k2' : prompt)
    const resumed = await ofChat('GET')
    expect((await ofChat('DELETE', headers as Record<string, string>)).status).toBe(204)
    for (const response of [asked, resumed]) expect((await readParts(response)).at(-1)?.type).toBe('abort')
    await until('onFinish', async () => (await state()).finished.length > before)
    const { finished, endings } = await state()
    expect([finished.at(-1), endings.at(-1)]).toEqual(['aborted', 'cancelled'])
  })

  it('has a run stopped by the next question', async () => {
    const stalled = await send('stall', 'k4')
    expect(textOf(await readParts(await send('Hi', 'k5')))).toBe('You said: Hi')
    expect((await readParts(stalled)).at(-1)?.type).toBe('abort')
  })

  it('gives the runtime nothing to complain of', () => {
    expect(worker.complaints).toBe('')
  })
})
