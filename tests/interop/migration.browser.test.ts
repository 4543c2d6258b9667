import { createElement } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, render } from 'vitest-browser-react'
import { Chat as TheirChat } from '../../examples/migration/chat.ai-sdk.tsx'
import { Chat as OurChat } from '../../examples/migration/chat.tsx'

/* The same component, with the hook of the AI SDK and with ours, does the same. */

afterEach(cleanup)

interface Posted {
  messages: { role: string; parts: { type: string; state?: string }[] }[]
  model: string
}

const start = { type: 'start', messageMetadata: { model: 'gpt' } }
const words = (...deltas: string[]) => [
  { type: 'text-start', id: '1' },
  ...deltas.map((delta) => ({ type: 'text-delta', id: '1', delta })),
  { type: 'text-end', id: '1' },
]
const finish = [{ type: 'finish-step' }, { type: 'finish', finishReason: 'stop' }]

/** A server that asks for the time zone before it answers. */
function createServer() {
  const posts: Posted[] = []
  let answers = 0
  const server = {
    posts,
    isBroken: false,
    /** What an answer waits for before its end. */
    gate: Promise.resolve(),
    fetch: (async (_: unknown, init: RequestInit = {}) => {
      if (init.method === 'DELETE') return new Response(null, { status: 204 })
      posts.push(JSON.parse(String(init.body)) as Posted)
      if (server.isBroken) return new Response('Out of order.', { status: 500 })
      return streamed(chunksFor(posts.at(-1)!), init.signal)
    }) as typeof globalThis.fetch,
  }
  function chunksFor({ messages, model }: Posted) {
    const hasZone = messages.at(-1)?.parts.some(({ state }) => state === 'output-available')
    const id = hasZone ? {} : { messageId: `answer-${++answers}` }
    if (hasZone)
      return [{ ...start, ...id }, { type: 'start-step' }, ...words('It is ', `noon, says ${model}.`), ...finish]
    return [
      { ...start, ...id },
      { type: 'start-step' },
      { type: 'data-progress', data: { percent: 40 }, transient: true },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Where?' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'tool-input-available', toolCallId: `call-${answers}`, toolName: 'timeZone', input: { city: '北京' } },
      ...finish,
    ]
  }
  function streamed(chunks: readonly object[], signal: AbortSignal | null | undefined): Response {
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        signal?.addEventListener('abort', () => controller.error(signal.reason))
        const texts = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
        controller.enqueue(encoder.encode(texts.slice(0, -3).join('')))
        await server.gate
        if (signal?.aborted) return
        controller.enqueue(encoder.encode(`${texts.slice(-3).join('')}data: [DONE]\n\n`))
        controller.close()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  return server
}

async function mount(Chat: typeof OurChat) {
  const server = createServer()
  const done: string[] = []
  const { container } = await render(
    createElement(Chat, { api: '/api/chat', fetch: server.fetch, onDone: (what: string) => void done.push(what) }),
  )
  return {
    server,
    done,
    html: () => container.innerHTML,
    press: (name: string) =>
      [...container.querySelectorAll('button')].findLast((button) => button.textContent === name)!.click(),
    status: () => container.querySelector('output')?.textContent,
  }
}

/** Does the same to both, and gives what both show after each step. */
async function both(steps: (app: Awaited<ReturnType<typeof mount>>) => AsyncGenerator<string>) {
  const seen = []
  for (const Chat of [TheirChat as typeof OurChat, OurChat]) {
    const app = await mount(Chat)
    const shown: string[] = []
    for await (const step of steps(app)) shown.push(`${step}: ${app.html()}`)
    seen.push({ shown, posts: app.server.posts.map(({ messages, model }) => [messages.length, model]), done: app.done })
    await cleanup()
  }
  return seen
}

describe('an application that comes from @ai-sdk/react', () => {
  it('shows and sends the same', async () => {
    const [theirs, ours] = await both(async function* ({ press, status, html, server }) {
      press('Ask')
      await expect.poll(html).toContain('noon')
      await expect.poll(status).toBe('ready')
      yield 'asked'
      press('Again')
      await expect.poll(() => server.posts.length).toBe(4)
      await expect.poll(status).toBe('ready')
      yield 'again'
      press('Edit')
      await expect.poll(() => server.posts.length).toBe(6)
      await expect.poll(status).toBe('ready')
      yield 'edited'
      press('Clear')
      await expect.poll(html).not.toContain('article')
      yield 'cleared'
    })
    expect(ours).toEqual(theirs)
    expect(ours?.shown.join()).toContain('Asia/Shanghai')
  })

  it('stops the same', async () => {
    const [theirs, ours] = await both(async function* ({ press, status, html, server }) {
      server.gate = new Promise(() => {})
      press('Ask')
      await expect.poll(html).toContain('Where?')
      yield 'growing'
      press('Stop')
      await expect.poll(status).toBe('ready')
      yield 'stopped'
    })
    expect(ours).toEqual(theirs)
  })

  it('fails, and recovers, the same', async () => {
    const [theirs, ours] = await both(async function* ({ press, status, html, server }) {
      server.isBroken = true
      press('Ask')
      await expect.poll(status).toBe('error')
      server.isBroken = false
      press('Again')
      await expect.poll(html).toContain('noon')
      await expect.poll(status).toBe('ready')
      yield 'recovered'
    })
    expect(ours?.shown).toEqual(theirs?.shown)
    expect(ours?.posts).toEqual(theirs?.posts)
  })
})
