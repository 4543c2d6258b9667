import { createChatRoute } from '@sluice/next-adapter'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asking, readParts, textOf } from './chat-http.ts'
import { type ServedPage, servePage } from './page-server.ts'

let served: ServedPage
let pause: PromiseWithResolvers<void>
beforeAll(async () => {
  const { POST } = createChatRoute({
    async *handler() {
      yield { type: 'text-delta', text: 'Hello' }
      await pause.promise
      yield { type: 'text-delta', text: ' there' }
      yield { type: 'finish', reason: 'stop' }
    },
  })
  const entry = new URL('../../packages/react/src/test-support/tab-page.ts', import.meta.url)
  served = await servePage({ entry, route: { POST } })
})
afterAll(() => served?.close())
beforeEach(() => {
  pause = Promise.withResolvers()
})

const ask = () =>
  fetch(`${served.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asking('Hi')),
  })

describe('a served page', () => {
  it('runs its program, which is bundled', async () => {
    expect(await (await fetch(`${served.url}/any/where`)).text()).toContain('src="/page.js"')
    const program = await fetch(`${served.url}/page.js`)
    expect(program.headers.get('content-type')).toContain('javascript')
    const text = await program.text()
    expect(text).toContain('openTab')
    expect(text).not.toMatch(/^import /m)
  })

  it('has a chat behind it', async () => {
    const response = await ask()
    pause.resolve()
    expect(textOf(await readParts(response))).toBe('Hello there')
    expect((await fetch(`${served.url}/api/chat/1/stream`, { method: 'PUT' })).status).toBe(405)
  })

  it('can lose its connection in the middle of an answer', async () => {
    const response = await ask()
    served.cut()
    await expect(response.text()).rejects.toThrow('terminated')
    pause.resolve()
  })
})
