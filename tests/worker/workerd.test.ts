import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking, only, readParts, textOf, until } from '../support/chat-http.ts'
import { type RunningWorker, runWorker } from '../support/workerd.ts'

interface WorkerState {
  endings: string[]
  finished: string[]
  active: number
  hasProcess: boolean
}

let worker: RunningWorker

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

// Without the flag the runtime only cancels the body of a client that went; with it, it also aborts the request's signal.
describe.each([{ flags: [] }, { flags: ['enable_request_signal'] }])(
  'a route in workerd, without Node compatibility, flags $flags',
  ({ flags }) => {
    beforeAll(async () => {
      worker = await runWorker(fileURLToPath(new URL('worker.ts', import.meta.url)), { flags })
    }, 30_000)
    afterAll(() => worker?.stop())

    it('answers', async () => {
      const response = await send('你好')
      expect(response.status).toBe(200)
      expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
      const parts = await readParts(response)
      expect(textOf(parts)).toBe('You said: 你好')
      expect(only(parts, 'finish').finishReason).toBe('stop')
      expect(await state()).toEqual({ endings: ['complete'], finished: ['finished'], active: 0, hasProcess: false })
    })

    it('answers others at the same time', async () => {
      const words = ['one', 'two', 'three', 'four', 'five']
      const answers = await Promise.all(words.map(async (word) => textOf(await readParts(await send(word)))))
      expect(answers).toEqual(words.map((word) => `You said: ${word}`))
    })

    it('refuses what is no request', async () => {
      const response = await fetch(`${worker.url}/api/chat`, { method: 'POST', body: 'Hi' })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { code: 'bad-request' } })
      expect((await fetch(`${worker.url}/api/chat/chat-1/stream`)).status).toBe(204)
    })

    it('ends the call of the provider when the client goes', async () => {
      const client = new AbortController()
      const response = await send('stall', client.signal)
      await response.body!.getReader().read()
      expect((await state()).active).toBe(1)
      client.abort()
      await until('the end of the call', async () => (await state()).endings.at(-1) === 'cancelled')
      await until('onFinish', async () => (await state()).finished.at(-1) === 'aborted')
      expect((await state()).active).toBe(0)
    })

    it('gives the runtime nothing to complain of', () => {
      expect(worker.complaints).toBe('')
    })
  },
)
