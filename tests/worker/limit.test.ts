import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking, readParts, textOf, until } from '../support/chat-http.ts'
import { type RunningWorker, runWorker } from '../support/workerd.ts'

interface WorkerState {
  active: number
  queued: number
  finished: string[]
  asked: number
}

let worker: RunningWorker
beforeAll(async () => {
  worker = await runWorker(fileURLToPath(new URL('limit-worker.ts', import.meta.url)))
}, 30_000)
afterAll(() => worker?.stop())

async function state(): Promise<WorkerState> {
  return (await (await fetch(`${worker.url}/state`)).json()) as WorkerState
}
function send(text: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${worker.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asking(text)),
    ...(signal === undefined ? {} : { signal }),
  })
}
const answerOf = async (response: Promise<Response>) => textOf(await readParts(await response))

// There, a timer ends with the request that set it: whoever waits has to look after itself.
describe('calls that wait for their turn in workerd', () => {
  it('are all answered, one after the other', async () => {
    const words = ['one', 'two', 'three']
    const startedMs = performance.now()
    const answers = await Promise.all(words.map((word) => answerOf(send(word))))
    expect(answers).toEqual(words.map((word) => `You said: ${word}`))
    expect(performance.now() - startedMs).toBeGreaterThan(1_900)
    expect(await state()).toMatchObject({ active: 0, queued: 0, asked: 3, finished: words.map(() => 'finished') })
  })

  it('are answered also when the one before them hangs up', async () => {
    const client = new AbortController()
    const first = send('first', client.signal)
      .then((response) => response.text())
      .catch(() => 'gone')
    await until('the first to wait', async () => (await state()).queued === 1)
    const second = answerOf(send('second'))
    await until('the second to wait', async () => (await state()).queued === 2)
    client.abort()
    expect([await first, await second]).toEqual(['gone', 'You said: second'])
    const { finished, ...rest } = await state()
    expect(rest).toEqual({ active: 0, queued: 0, asked: 4 })
    expect(finished.slice(3).toSorted()).toEqual(['aborted', 'finished'])
  })

  it('give the runtime nothing to complain of', () => {
    expect(worker.complaints).toBe('')
  })
})
