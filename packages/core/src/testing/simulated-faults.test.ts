import { describe, expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { type SimulatedProvider, type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const messages = [{ role: 'user', content: 'a b c d' }]
const make = (options: SimulatedProviderOptions = {}) => simulatedProvider({ clock: createTestClock(), ...options })

function post(provider: SimulatedProvider, body: unknown = {}, init: RequestInit = {}): Promise<Response> {
  const json =
    typeof body === 'string' ? body : JSON.stringify({ model: 'gpt-5', messages, stream: true, ...(body as object) })
  return provider(new Request('https://example.com/', { method: 'POST', body: json, ...init }))
}
const failing = (fault: Fault) => make({ faults: fault })
const ending = (provider: SimulatedProvider) => provider.calls[0]?.ending

describe('a refusal', () => {
  it('is a 401 for any key but the right one', async () => {
    const provider = make({ apiKey: 'right' })
    const answer = await post(provider)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
    expect((await post(provider, {}, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await post(provider, {}, { headers: { authorization: 'Bearer right' } })).status).toBe(200)
  })

  it('is a 404 for a model that it does not have', async () => {
    const provider = make({ models: ['gpt-5'] })
    const answer = await post(provider, { model: 'gpt-9' })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'model_not_found' } })
    expect((await post(provider)).status).toBe(200)
  })

  it.each(['no json', '[]', '{}', '{"model":"m"}', '{"model":"m","messages":[]}', '{"messages":[{}]}'])(
    'is a 400 for the body %s',
    async (body) => {
      const answer = await post(make(), body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    },
  )
})

describe('a fault', () => {
  it('may be a status, with the error and the wait that it is given', async () => {
    const provider = failing({ type: 'status', status: 429, retryAfterMs: 1_500, error: { code: 'slow_down' } })
    const answer = await post(provider)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1.5')
    expect(await answer.json()).toMatchObject({ error: { code: 'slow_down', message: expect.any(String) } })
    expect(ending(provider)).toBe('fault')
  })

  it('may be a web page, or no connection at all', async () => {
    const page = await post(failing({ type: 'html' }))
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const unreachable = failing({ type: 'network' })
    await expect(post(unreachable)).rejects.toThrow(TypeError)
    expect(ending(unreachable)).toBe('fault')
  })

  it('may be silence before the headers', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ clock, faults: { type: 'slow-headers', delayMs: 1_000 } })
    let answer: Response | undefined
    post(provider).then((response) => {
      answer = response
    })
    await clock.advance(999)
    expect(answer).toBeUndefined()
    await clock.advance(1)
    expect(await answer?.text()).toContain('[DONE]')
  })

  it('may be a clean end or a torn connection after some pieces', async () => {
    const clean = failing({ type: 'cut', after: 2 })
    const text = await (await post(clean)).text()
    expect(text).toContain('" b"')
    expect(text).not.toMatch(/" c"|finish_reason":"|\[DONE\]/)
    expect(clean.calls).toMatchObject([{ sent: 2, ending: 'fault' }])
    await expect((await post(failing({ type: 'cut', isTorn: true }))).text()).rejects.toThrow(TypeError)
  })

  it('may be an error, or garbage, in the middle of the answer', async () => {
    const error = await (await post(failing({ type: 'error-event', after: 0, error: { code: 'server_error' } }))).text()
    expect(JSON.parse(error.slice('data: '.length))).toMatchObject({ error: { code: 'server_error' } })
    const garbage = await (await post(failing({ type: 'garbage' }))).text()
    expect(garbage).toContain('<oops')
    expect(garbage).not.toContain('[DONE]')
  })

  it('may be silence for good, until the reader goes', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ clock, faults: { type: 'stall', after: 1 } })
    const reader = (await post(provider)).body!.getReader()
    await reader.read()
    let isOver = false
    const silence = reader.read().finally(() => {
      isOver = true
    })
    await clock.advance(3_600_000)
    expect(isOver).toBe(false)
    await reader.cancel()
    expect(await silence).toMatchObject({ done: true })
    expect(ending(provider)).toBe('cancelled')
  })

  it('may befall each call in turn, or as a function decides', async () => {
    const statuses = async (provider: SimulatedProvider) => {
      const seen: number[] = []
      for (let call = 0; call < 3; call++) seen.push((await post(provider)).status)
      return seen
    }
    const down: Fault = { type: 'status', status: 503 }
    expect(await statuses(make({ faults: down }))).toEqual([503, 503, 503])
    expect(await statuses(make({ faults: [down, undefined] }))).toEqual([503, 200, 200])
    expect(await statuses(make({ faults: (_, call) => (call === 1 ? down : undefined) }))).toEqual([200, 503, 200])
  })
})

describe('an abort of the request', () => {
  it('ends the stream while it waits, and is recorded', async () => {
    const controller = new AbortController()
    const provider = make({ firstTokenMs: 300 })
    const reading = (await post(provider, {}, { signal: controller.signal })).text()
    controller.abort(new Error('stop'))
    await expect(reading).rejects.toThrow('stop')
    expect(ending(provider)).toBe('cancelled')
  })

  it('ends the stream while its reader pauses, and is recorded', async () => {
    const controller = new AbortController()
    const provider = make()
    const reader = (await post(provider, {}, { signal: controller.signal })).body!.getReader()
    await reader.read()
    controller.abort(new Error('stop'))
    await expect(reader.read()).rejects.toThrow('stop')
    expect(provider.calls).toMatchObject([{ sent: 1, ending: 'cancelled' }])
  })

  it('that came before the request is recorded too', async () => {
    const provider = make()
    await expect(post(provider, {}, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
  })

  it.each<[string, object, SimulatedProviderOptions]>([
    ['a reply in one piece', { stream: false }, { firstTokenMs: 300 }],
    ['headers', {}, { faults: { type: 'slow-headers', delayMs: 300 } }],
  ])('ends waiting for %s, and is recorded', async (_, body, options) => {
    const controller = new AbortController()
    const provider = make(options)
    const posted = post(provider, body, { signal: controller.signal })
    await new Promise((resolve) => setTimeout(resolve, 0))
    controller.abort(new Error('stop'))
    await expect(posted).rejects.toThrow('stop')
    expect(ending(provider)).toBe('cancelled')
  })
})
