import { describe, expect, it } from 'vitest'
import { type SimulatedProvider, type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const url = 'https://example.com/v1/chat/completions'
const messages = [{ role: 'user', content: 'Tell me 一个关于狐狸的故事' }]

function post(provider: SimulatedProvider, body: object = {}, init: RequestInit = {}): Promise<Response> {
  const json = JSON.stringify({ model: 'gpt-5', messages, stream: true, ...body })
  return provider(new Request(url, { method: 'POST', body: json, ...init }))
}
const make = (options: SimulatedProviderOptions = {}) => simulatedProvider({ clock: createTestClock(), ...options })

/** The frames of a streamed reply, `[DONE]` left out. */
async function frames(response: Response) {
  const text = await response.text()
  return text.split('\n\n').flatMap((frame) => (/^data: \{/.test(frame) ? [JSON.parse(frame.slice(6))] : []))
}
const deltas = (chunks: { choices: { delta: Record<string, unknown> }[] }[]) =>
  chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta))

describe('what a simulated provider says', () => {
  it('is the prompt, unless told otherwise', async () => {
    const said = deltas(await frames(await post(make())))
    expect(said.map((delta) => delta.content ?? '').join('')).toBe(messages[0]?.content)
  })

  it('is the same to the byte for the same seed, clock and requests', async () => {
    const talk = async (seed: number) => {
      const provider = make({ seed })
      return [await (await post(provider)).text(), await (await post(provider)).text()]
    }
    expect(await talk(1)).toEqual(await talk(1))
    expect(await talk(1)).not.toEqual(await talk(2))
    expect((await talk(1))[0]).not.toEqual((await talk(1))[1])
  })

  it('has reasoning before text, and tool calls after it', async () => {
    const toolCalls = [{ name: 'weather', arguments: { city: '北京' } }]
    const provider = make({ answer: () => ({ reasoning: 'hm', text: 'Looking', toolCalls }) })
    const chunks = await frames(await post(provider))
    const [role, thought, text, start, ...rest] = deltas(chunks)
    expect([role, thought, text]).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'hm' },
      { content: 'Looking' },
    ])
    expect(start?.tool_calls).toEqual([
      { index: 0, id: 'call_0_weather', type: 'function', function: { name: 'weather', arguments: '' } },
    ])
    const pieces = rest.flatMap((delta) => (delta.tool_calls ?? []) as { function: { arguments: string } }[])
    expect(JSON.parse(pieces.map((piece) => piece.function.arguments).join(''))).toEqual({ city: '北京' })
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] })
  })

  it('is the same in one piece', async () => {
    const toolCalls = [
      { name: 'a', arguments: { n: 1 } },
      { name: 'b', arguments: { n: 2 } },
    ]
    const provider = make({ answer: async () => ({ reasoning: 'hm', text: 'Looking', toolCalls }) })
    const whole = await (await post(provider, { stream: false })).json()
    expect(whole.choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'Looking',
          reasoning_content: 'hm',
          tool_calls: [{ function: { arguments: '{"n":1}' } }, { function: { arguments: '{"n":2}' } }],
        },
      },
    ])
    expect(whole.usage).toMatchObject({ completion_tokens_details: { reasoning_tokens: expect.any(Number) } })
  })

  it('ends with length when it may not say more', async () => {
    for (const field of ['max_tokens', 'max_completion_tokens']) {
      const chunks = await frames(await post(make({ answer: () => 'one two three' }), { [field]: 2 }))
      expect(
        deltas(chunks)
          .map((delta) => delta.content ?? '')
          .join(''),
      ).toBe('one two')
      expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'length' }] })
    }
    const enough = await frames(await post(make({ answer: () => 'one two three' }), { max_tokens: 3 }))
    expect(enough.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
  })

  it('has a usage chunk only when asked for one', async () => {
    const last = async (options?: object) => (await frames(await post(make(), { stream_options: options }))).at(-1)
    expect(await last()).not.toHaveProperty('usage')
    expect(await last({ include_usage: false })).not.toHaveProperty('usage')
    const { choices, usage } = await last({ include_usage: true })
    expect(choices).toEqual([])
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    expect(usage.completion_tokens).toBeGreaterThan(5)
  })

  it('may be nothing', async () => {
    const text = await (await post(make({ answer: () => '' }))).text()
    expect(text).toContain('"finish_reason":"stop"')
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true)
  })
})

describe('the manners of a simulated provider', () => {
  it('keeps to its pace', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ clock, answer: () => 'a b c d', firstTokenMs: 300, tokensPerSecond: 10 })
    const reading = post(provider).then((response) => response.text())
    const sentAfter = async (ms: number) => {
      await clock.advance(ms)
      return provider.calls[0]?.sent
    }
    expect(await sentAfter(299)).toBe(0)
    expect(await sentAfter(1)).toBe(1)
    expect(await sentAfter(99)).toBe(1)
    expect(await sentAfter(1)).toBe(2)
    expect(await sentAfter(200)).toBe(4)
    await reading
    expect(clock.monotonic()).toBe(600)
  })

  it('takes as long for a reply in one piece', async () => {
    const clock = createTestClock()
    const provider = simulatedProvider({ clock, answer: () => 'a b c d', firstTokenMs: 300, tokensPerSecond: 10 })
    let isThere = false
    post(provider, { stream: false }).then(() => {
      isThere = true
    })
    await clock.advance(699)
    expect(isThere).toBe(false)
    await clock.advance(1)
    expect(isThere).toBe(true)
  })

  it('writes nothing ahead of its reader', async () => {
    const provider = make({ answer: () => 'a b c d e f' })
    const reader = (await post(provider)).body!.getReader()
    await settle()
    expect(provider.calls[0]?.sent).toBe(0)
    await reader.read()
    await settle()
    expect(provider.calls[0]?.sent).toBe(1)
    await reader.cancel()
    expect(provider.calls).toMatchObject([{ sent: 1, ending: 'cancelled' }])
  })

  it('keeps what it was asked, and the latest thousand calls', async () => {
    const provider = make()
    for (let call = 0; call < 1_001; call++) await post(provider, { model: `m${call}` })
    expect(provider.calls).toHaveLength(1_000)
    expect(provider.calls[0]?.request).toMatchObject({
      model: 'm1',
      prompt: messages[0]?.content,
      messages: [{ role: 'user', text: messages[0]?.content }],
      isStreaming: true,
      maxTokens: undefined,
    })
  })
})

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
