import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext, type Handler, type Observation } from '../chat/handler.ts'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { type SavingsOptions, savings } from './savings.ts'

const disclaimer =
  'This message and its attachments are confidential and may be read by the person named above alone. If you are somebody else, delete it and tell us.'
const mail = (text: string): ChatMessage => ({ role: 'user', content: `${text}    and   more\n\n${disclaimer}` })
const reply: ChatMessage = { role: 'assistant', content: 'Well then.' }
const request: ChatRequest = {
  system: 'Be    kind.',
  messages: [mail('One'), reply, mail('Two'), reply, mail('Three')],
}

async function through(options: SavingsOptions, asked: ChatRequest = request, signal?: AbortSignal) {
  const seen: ChatRequest[] = []
  const observed: Observation[] = []
  const handler: Handler = async function* (given) {
    seen.push(given)
    yield { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } }
  }
  const context = createCallContext({ requestId: 'r', observe: (said) => observed.push(said), signal })
  await collect(savings(options)(handler)(asked, context))
  return { seen: seen[0], calls: seen.length, observed }
}
const tokensOf = (given: ChatRequest | undefined) => estimateInputTokens(given ?? request).tokens

describe('the policy of savings', () => {
  it('passes a request on as it is where there is nothing to save', async () => {
    const plain: ChatRequest = { messages: [{ role: 'user', content: 'Hello.' }] }
    const { seen, observed } = await through({ compress: true, history: { maxTokens: 1_000 } }, plain)
    expect(seen).toBe(plain)
    expect(observed).toEqual([])
    expect((await through({})).seen).toBe(request)
    expect((await through({ compress: false, concise: false })).seen).toBe(request)
  })

  it('shortens the prompt, and says once by how much and how', async () => {
    const { seen, observed } = await through({ compress: true })
    expect(seen?.messages[2]?.content).toBe('Two and more\n\n[as above]')
    expect(seen?.system).toBe('Be    kind.')
    expect(observed).toEqual([
      { type: 'prompt-shortened', requestId: 'r', savedTokens: expect.any(Number), steps: ['white-space', 'repeats'] },
    ])
    const savedTokens = observed[0]?.type === 'prompt-shortened' ? observed[0].savedTokens : 0
    expect(Math.abs(tokensOf(request) - tokensOf(seen) - savedTokens)).toBeLessThanOrEqual(3)
  })

  it('takes the options of each step', async () => {
    const { seen, observed } = await through({ compress: { repeats: false, system: true } })
    expect(seen?.system).toBe('Be kind.')
    expect(seen?.messages[2]?.content).toBe(`Two and more\n\n${disclaimer}`)
    expect(observed).toMatchObject([{ steps: ['white-space'] }])
    const brief = await through({ concise: { maxWords: 20, maxOutputTokens: 99 } })
    expect(brief.seen).toMatchObject({
      system: expect.stringMatching(/^Be {4}kind\.\n\n.* 20 words/),
      maxOutputTokens: 99,
    })
    expect(brief.observed).toMatchObject([{ steps: ['concise'], savedTokens: 0 }])
  })

  it('refers to nothing that it has dropped', async () => {
    const whole = estimateInputTokens(request).high
    const { seen, observed } = await through({ compress: true, history: { maxTokens: Math.floor(whole * 0.8) } })
    expect(seen?.messages[0]?.content).toContain(disclaimer)
    expect(seen?.messages.at(-1)?.content).toContain('[as above]')
    expect(observed).toMatchObject([{ steps: ['white-space', 'trim-history', 'repeats'] }])
  })

  it('counts instructions and tools among the prompt, the wish to be brief included', async () => {
    const tools = [{ name: 'weather', parameters: { type: 'object' } }]
    const maxTokens = Math.floor(estimateInputTokens({ ...request, tools }).high * 0.7)
    const { seen } = await through({ concise: true, history: { maxTokens } }, { ...request, tools })
    expect(estimateInputTokens(seen ?? request).high).toBeLessThanOrEqual(maxTokens)
    expect(seen?.messages.length).toBeLessThan(request.messages.length)
  })

  it('puts a summary in place of what it drops', async () => {
    const maxTokens = Math.floor(estimateInputTokens(request).high * 0.85)
    const history = { maxTokens, summaryTokens: 40, summarise: async () => 'Mail.' }
    const { seen, observed } = await through({ history })
    expect(seen?.messages[0]?.content).toBe('[Summary of the conversation so far]\nMail.')
    expect(observed).toMatchObject([{ steps: ['trim-history', 'summarise-history'] }])
  })

  it('goes on without a summary, and tells why', async () => {
    const errors: unknown[] = []
    const maxTokens = Math.floor(estimateInputTokens(request).high * 0.85)
    const history = {
      maxTokens,
      summaryTokens: 40,
      summarise: () => Promise.reject(new Error('no model')),
      onSummaryError: (error: unknown) => {
        errors.push(error)
        throw new Error('a watcher’s own')
      },
    }
    const { observed, calls } = await through({ history })
    expect(calls).toBe(1)
    expect(observed).toMatchObject([{ steps: ['trim-history', 'summary-failed'] }])
    expect(errors).toEqual([new Error('no model')])
  })

  it('refuses what does not fit before anybody is asked', async () => {
    const running = through({ history: { maxTokens: 10 } })
    await expect(running).rejects.toMatchObject({ code: 'context-too-long' })
  })

  it('ends with the signal while a summary is written', async () => {
    const controller = new AbortController()
    const maxTokens = Math.floor(estimateInputTokens(request).high * 0.85)
    const reason = new Error('gone')
    const summarise = () => {
      controller.abort(reason)
      return new Promise<string>(() => {})
    }
    await expect(
      through({ history: { maxTokens, summaryTokens: 40, summarise } }, request, controller.signal),
    ).rejects.toBe(reason)
  })

  it('does nothing before it is read', () => {
    let asked = 0
    const handler: Handler = () => {
      asked++
      throw new Error('asked')
    }
    const observe = () => asked++
    savings({ compress: true, concise: true })(handler)(request, createCallContext({ observe }))
    expect(asked).toBe(0)
  })

  it.each<[SavingsOptions, string]>([
    [{ history: { maxTokens: 0 } }, 'savings: history: maxTokens'],
    [{ history: { maxTokens: 10, summarise: () => '', summaryTokens: 10 } }, 'savings: history: summaryTokens'],
    [{ concise: { maxWords: 0 } }, 'savings: concise: maxWords'],
    [{ compress: { minRepeatTokens: 0 } }, 'savings: compress: minRepeatTokens'],
  ])('refuses the options %j when it is built', (options, message) => {
    expect(() => savings(options)).toThrow(message)
  })
})
