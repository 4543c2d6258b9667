import { describe, expect, it } from 'vitest'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { collect, generate } from './collect.ts'
import { ChatError } from './errors.ts'
import type { ChatEvent } from './event.ts'
import { createCallContext } from './handler.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 2 } }
const play = (...steps: ScriptStep[]) => collect(scripted(...steps)(request, createCallContext()))

describe('collect', () => {
  it('folds every kind of event into one answer', async () => {
    const result = await play(
      start,
      { type: 'notice', notice: 'queued' },
      { type: 'reasoning-delta', text: 'hm' },
      text('Hel'),
      text('lo'),
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'source', id: 's1', url: 'https://example.com', title: 'Example' },
      { type: 'usage', usage: { inputTokens: 9, outputTokens: 9 } },
      finish,
    )
    expect(result).toEqual({
      text: 'Hello',
      reasoning: 'hm',
      toolCalls: [{ id: 'c1', name: 'weather', arguments: '{}' }],
      sources: [{ id: 's1', url: 'https://example.com', title: 'Example' }],
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 2 },
      provider: 'openai',
      model: 'gpt',
      message: {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'Hello' },
          { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' },
        ],
      },
    })
  })

  it('makes a message that keeps what a provider wants back with each block of thoughts', async () => {
    const signed = (signature: string): ChatEvent => ({
      type: 'reasoning-delta',
      text: '',
      providerMetadata: { anthropic: { signature } },
    })
    const think = (text: string): ChatEvent => ({ type: 'reasoning-delta', text })
    const { message } = await play(
      think('a'),
      { type: 'reset' },
      think('b'),
      think('c'),
      signed('1'),
      think('d'),
      signed('2'),
      finish,
    )
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'bc', providerMetadata: { anthropic: { signature: '1' } } },
      { type: 'reasoning', text: 'd', providerMetadata: { anthropic: { signature: '2' } } },
    ])
  })

  it('forgets what a reset made void', async () => {
    const void_ = [
      text('wrong'),
      { type: 'reasoning-delta', text: 'wrong' },
      { type: 'source', id: 's1', url: 'https://example.com' },
    ] satisfies ChatEvent[]
    const other: ChatEvent = { type: 'start', provider: 'deepseek', model: 'chat' }
    const result = await play(start, ...void_, { type: 'reset' }, other, text('right'), finish)
    expect(result).toMatchObject({ text: 'right', reasoning: '', sources: [], provider: 'deepseek', model: 'chat' })
  })

  it('hands out what had been received when the stream fails', async () => {
    const failure = new ChatError('server', 'Failed.', { provider: 'openai' })
    await expect(play(start, text('half an ans'), failure)).rejects.toMatchObject({
      code: 'server',
      provider: 'openai',
      partial: { text: 'half an ans', reasoning: '', toolCalls: [], sources: [] },
    })
  })

  it('throws what is not our error as it is', async () => {
    const failure = new TypeError('bug')
    await expect(play(text('a'), failure)).rejects.toBe(failure)
  })

  it('is interrupted when the stream ends without a finish', async () => {
    await expect(play(start, text('half'))).rejects.toMatchObject({ code: 'interrupted', partial: { text: 'half' } })
    await expect(play()).rejects.toMatchObject({ code: 'interrupted', partial: { text: '' } })
  })
})

describe('generate', () => {
  it('asks with a prompt alone', async () => {
    const handler = scripted(start, text('Hi!'), finish)
    expect(await generate(handler, { prompt: 'hi', temperature: 0 })).toMatchObject({ text: 'Hi!' })
    expect(handler.requests).toEqual([{ messages: [{ role: 'user', content: 'hi' }], temperature: 0 }])
  })

  it('puts the prompt after the messages', async () => {
    const handler = scripted(finish)
    await generate(handler, { messages: [{ role: 'user', content: 'first' }], prompt: 'second' })
    expect(handler.requests[0]?.messages.map((message) => message.content)).toEqual(['first', 'second'])
  })

  it('passes on who asks, and asks nothing of the model about it', async () => {
    const handler = scripted(({ request, context }) => {
      expect(context).toMatchObject({ caller: { id: 'ada' }, requestId: 'r1' })
      expect(request).not.toHaveProperty('caller')
      expect(request).not.toHaveProperty('requestId')
    }, finish)
    await generate(handler, { prompt: 'hi', caller: { id: 'ada' }, requestId: 'r1' })
  })

  it('throws the bare reason of an abort', async () => {
    const controller = new AbortController()
    const reason = new DOMException('stopped', 'AbortError')
    const handler = scripted(start, text('a'), () => controller.abort(reason), text('b'), finish)
    await expect(generate(handler, { prompt: 'hi', signal: controller.signal })).rejects.toBe(reason)
  })

  it('wants something to ask', async () => {
    await expect(generate(scripted(finish), {})).rejects.toThrow(TypeError)
    await expect(generate(scripted(finish), { messages: [] })).rejects.toThrow(TypeError)
  })
})
