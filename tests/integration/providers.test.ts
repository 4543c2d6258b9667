import { type ChatErrorCode, type ChatRequest, createPipeline, generate, type Target } from '@sluice/core'
import { type AnswerFunction, type Fault, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import { createMessageBuilder, type FileUIPart, toChatMessages, type UIMessage } from '@sluice/core/ui'
import * as vendors from '@sluice/next-adapter'
import { describe, expect, it } from 'vitest'
import { post, readParts, user } from '../support/chat-http.ts'

/* The same conversation with every vendor, each in its own wire and with its own manners. */

interface Vendor {
  name: string
  create(fetch: SimulatedProvider): Target
  /** Asks for thoughts, where a vendor has to be asked. */
  effort?: ChatRequest['reasoningEffort']
  /** What it lacks. */
  lacks?: readonly ('thoughts' | 'conversations' | 'tools' | 'pictures' | 'documents')[]
  /** How it says what others say with a status. */
  says?: Partial<Record<number, Fault>>
  /** What it wants back with thoughts, under whose name. */
  seals?: 'anthropic' | 'openai'
}

const key = 'k-0123456789'
const own = { baseUrl: 'http://models.test/v1', apiKey: key }
const bce = { accessKeyId: 'ak', secretAccessKey: 'sk' }
const all: readonly Vendor[] = [
  { name: 'openai', create: (fetch) => vendors.openai('gpt-5', { apiKey: key, fetch }), lacks: ['documents'] },
  {
    name: 'openai responses',
    create: (fetch) => vendors.openai('gpt-5', { api: 'responses', apiKey: key, fetch }),
    effort: 'medium',
    seals: 'openai',
  },
  {
    name: 'openai completions',
    create: (fetch) => vendors.openai('davinci-002', { api: 'completions', apiKey: key, fetch }),
    lacks: ['thoughts', 'conversations', 'tools', 'pictures', 'documents'],
  },
  {
    name: 'anthropic',
    create: (fetch) => vendors.anthropic('claude-sonnet-4-5', { apiKey: key, fetch }),
    effort: 'medium',
    seals: 'anthropic',
  },
  {
    name: 'qianfan',
    create: (fetch) => vendors.qianfan('ernie-5.0', { apiKey: 'bce-v3/ALTAK-1/0123456789', fetch }),
    says: {
      403: { type: 'status', status: 401, error: { code: 'no_parameter_permission' } },
      404: { type: 'status', status: 404, error: { code: 'not_found' } },
    },
    lacks: ['documents'],
  },
  {
    name: 'qianfan v1',
    create: (fetch) => vendors.qianfanV1('ERNIE-4.0-8K', { auth: vendors.bceAuthV1(bce), fetch }),
    lacks: ['thoughts', 'pictures', 'documents'],
  },
  { name: 'dashscope', create: (fetch) => vendors.dashscope('qwen-max', { apiKey: key, fetch }), lacks: ['documents'] },
  {
    name: 'deepseek',
    create: (fetch) => vendors.deepseek('deepseek-reasoner', { apiKey: key, fetch }),
    lacks: ['documents'],
  },
  { name: 'moonshot', create: (fetch) => vendors.moonshot('kimi-k2', { apiKey: key, fetch }), lacks: ['documents'] },
  { name: 'zhipu', create: (fetch) => vendors.zhipu('glm-5', { apiKey: key, fetch }), lacks: ['documents'] },
  { name: 'ollama', create: (fetch) => vendors.ollama('qwen3', { fetch }), lacks: ['documents'] },
  {
    name: 'a server of one’s own',
    create: (fetch) => vendors.openaiCompatible({ ...own, model: 'own-1', fetch }),
    lacks: ['documents'],
  },
]
const having = (feature: NonNullable<Vendor['lacks']>[number]) =>
  all.filter(({ lacks = [] }) => !lacks.includes(feature)).map((vendor) => [vendor.name, vendor] as const)
const lacking = (feature: NonNullable<Vendor['lacks']>[number]) =>
  all.filter(({ lacks = [] }) => lacks.includes(feature)).map((vendor) => [vendor.name, vendor] as const)
const each = all.map((vendor) => [vendor.name, vendor] as const)

const weather = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }
const silent = { warn: () => {}, error: () => {} }

/** Calls a tool when asked for the weather, and tells what it heard of it. */
const answer: AnswerFunction = ({ messages, prompt }) => {
  const last = messages.at(-1)
  if (last?.role === 'tool') return { reasoning: 'So it is warm.', text: `In Paris: ${last.text}` }
  if (!prompt.includes('weather')) return { reasoning: 'Easy: 你好.', text: `You said: ${prompt}` }
  return { reasoning: 'I have to look.', toolCalls: [{ name: 'weather', arguments: { city: 'Paris' } }] }
}

function setup(vendor: Vendor, faults?: Fault) {
  const provider = simulatedProvider({ answer, faults })
  // What fails is to be seen at once.
  const limit = { chat: { maxWaitMs: 0 } }
  const pipeline = createPipeline({ targets: { chat: vendor.create(provider) }, retry: false, limit, logger: silent })
  const tools = vendor.lacks?.includes('tools') ? undefined : [weather]
  const settings = { tools, reasoningEffort: vendor.effort, maxOutputTokens: 4_096 }
  const { POST } = vendors.createChatRoute({ handler: pipeline, prepare: () => settings, logger: silent })

  /** Posts a conversation as a browser does, and puts the answer together as a browser does. */
  async function ask(messages: readonly UIMessage[]): Promise<UIMessage> {
    const last = messages.at(-1)
    const parts = await readParts(await POST(post({ messages })))
    const builder = createMessageBuilder(last?.role === 'assistant' ? last : { id: 'a1', role: 'assistant', parts: [] })
    for (const part of parts) builder.apply(part)
    builder.close()
    // What is stored and sent again has been text in between.
    return JSON.parse(JSON.stringify(builder.snapshot()))
  }
  return { provider, pipeline, ask, body: (call: number) => provider.calls[call]?.request.body, settings }
}

const saidIn = (message: UIMessage, type: 'text' | 'reasoning') =>
  message.parts.map((part) => (part.type === type ? part.text : '')).join('')

/** The message with what the tool found, as the browser adds it. */
function withResult(message: UIMessage): UIMessage {
  const parts = message.parts.map((part) =>
    part.type === 'tool-weather' && part.state === 'input-available'
      ? { ...part, state: 'output-available' as const, output: { celsius: 21 } }
      : part,
  )
  return { ...message, parts }
}

describe.each(each)('%s', (_, vendor) => {
  const thinks = !vendor.lacks?.includes('thoughts')

  it.each([true, false])('answers, in pieces: %s, and counts its tokens', async (stream) => {
    const { pipeline, provider } = setup(vendor)
    const { effort: reasoningEffort } = vendor
    const result = await generate(pipeline, { prompt: '早上好', stream, reasoningEffort })
    expect(result).toMatchObject({ text: 'You said: 早上好', finishReason: 'stop' })
    expect(result.reasoning).toBe(thinks ? 'Easy: 你好.' : '')
    expect(result.usage?.inputTokens).toBeGreaterThan(0)
    expect(result.usage?.outputTokens).toBeGreaterThan(3)
    expect(result.usage?.estimated).toBeUndefined()
    expect(provider.calls).toMatchObject([{ ending: 'complete', request: { isStreaming: stream } }])
  })

  it.each<[string, Fault, ChatErrorCode]>([
    ['refuses the request', { type: 'status', status: 400 }, 'bad-request'],
    ['refuses the key', { type: 'status', status: 401 }, 'auth'],
    ['forbids it', { type: 'status', status: 403 }, 'forbidden'],
    ['does not know the model', { type: 'status', status: 404 }, 'not-found'],
    ['is asked too much', { type: 'status', status: 429 }, 'rate-limited'],
    ['fails', { type: 'status', status: 500 }, 'server'],
    ['says in the stream that it failed', { type: 'error-event', after: 2 }, 'server'],
    ['says at once that it failed', { type: 'error-event', after: 0 }, 'server'],
    ['ends too early', { type: 'cut', after: 2 }, 'interrupted'],
    ['is torn off', { type: 'cut', after: 2, isTorn: true }, 'interrupted'],
    ['writes no JSON', { type: 'garbage', after: 2 }, 'server'],
    ['sends a page', { type: 'html' }, 'server'],
    ['cannot be reached', { type: 'network' }, 'network'],
  ])('%s: the error says so in the words of all', async (_, fault, code) => {
    const { pipeline } = setup(vendor, (fault.type === 'status' && vendor.says?.[fault.status]) || fault)
    const failed: unknown = await generate(pipeline, { prompt: 'one two three four' }).catch((error) => error)
    expect(failed).toMatchObject({ code, provider: expect.any(String), requestId: expect.any(String) })
  })

  it.each<Fault>([{ type: 'unknown-events' }, { type: 'slow-headers', delayMs: 1 }])(
    'is understood all the same: $type',
    async (fault) => {
      const { pipeline } = setup(vendor, fault)
      expect(await generate(pipeline, { prompt: 'Hi' })).toMatchObject({ text: 'You said: Hi' })
    },
  )

  it('keeps what had come of an answer that was cut', async () => {
    const { pipeline } = setup({ ...vendor }, { type: 'cut', after: 12 })
    const failed: unknown = await generate(pipeline, { prompt: 'one two three four five six' }).catch((error) => error)
    expect(failed).toMatchObject({ code: 'interrupted', partial: { text: expect.stringContaining('You') } })
  })
})

describe('a conversation', () => {
  it.each(having('conversations'))('goes on with %s', async (_, vendor) => {
    const { ask, provider } = setup(vendor)
    const first = await ask([user('Hi')])
    await ask([user('Hi'), first, user('Again', 'u2')])
    expect(provider.calls[1]?.request.messages).toEqual(
      [
        { role: 'user', text: 'Hi' },
        { role: 'assistant', text: 'You said: Hi' },
        { role: 'user', text: 'Again' },
      ].flatMap((message) => (message.role === 'assistant' ? [expect.objectContaining(message)] : [message])),
    )
  })

  it.each(lacking('conversations'))('is refused by name to %s', async (_, vendor) => {
    const { pipeline, provider } = setup(vendor)
    const messages = [
      user('Hi'),
      { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'Hi!' }] } as const,
      user('And'),
    ]
    const asked = generate(pipeline, { messages: toChatMessages(messages as UIMessage[]) })
    await expect(asked).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('messages[1]') })
    expect(provider.calls).toHaveLength(0)
  })
})

describe('a tool', () => {
  it.each(having('tools'))('is called and answered: %s', async (_, vendor) => {
    const { ask, body, provider } = setup(vendor)
    const called = await ask([user('The weather?')])
    const call = called.parts.find((part) => part.type === 'tool-weather')
    expect(call).toMatchObject({ state: 'input-available', input: { city: 'Paris' } })
    expect(called.metadata?.sluice?.finishReason).toBe('tool-calls')

    const answered = await ask([user('The weather?'), withResult(called)])
    expect(saidIn(answered, 'text')).toBe('In Paris: {"celsius":21}')
    expect(provider.calls[1]?.request.messages.at(-1)).toEqual({ role: 'tool', text: '{"celsius":21}' })
    expect(JSON.stringify(body(1)?.tools ?? body(1)?.functions)).toContain('weather')
    if (!vendor.lacks?.includes('thoughts')) expect(saidIn(answered, 'reasoning')).toBe('I have to look.So it is warm.')

    // And the conversation goes on after it.
    await ask([user('The weather?'), answered, user('Thanks', 'u2')])
    expect(provider.calls.map(({ ending }) => ending)).toEqual(['complete', 'complete', 'complete'])
  })

  it.each(lacking('tools'))('is refused by name to %s', async (_, vendor) => {
    const { pipeline } = setup(vendor)
    const asked = generate(pipeline, { prompt: 'Hi', tools: [weather] })
    await expect(asked).rejects.toMatchObject({ code: 'bad-request', message: expect.stringMatching(/^tools:/) })
  })
})

describe('thoughts', () => {
  const sealed = all.filter(({ seals }) => seals !== undefined).map((vendor) => [vendor.name, vendor] as const)

  it.each(sealed)('go back as %s sealed them, through the browser', async (_, vendor) => {
    const { ask, body } = setup(vendor)
    const called = await ask([user('The weather?')])
    const thought = called.parts.find((part) => part.type === 'reasoning')
    expect(thought).toMatchObject({
      text: 'I have to look.',
      providerMetadata: { [vendor.seals!]: expect.any(Object) },
    })
    await ask([user('The weather?'), withResult(called)])
    expect(JSON.stringify(body(1))).toMatch(/sealed-\d+-[\da-f]+/)
  })

  it('go back to DeepSeek with the call that they led to', async () => {
    const { ask, body } = setup(all.find(({ name }) => name === 'deepseek')!)
    const called = await ask([user('The weather?')])
    await ask([user('The weather?'), withResult(called)])
    expect(body(1)?.messages).toContainEqual(
      expect.objectContaining({ role: 'assistant', reasoning_content: 'I have to look.' }),
    )
  })

  it('are really asked for: DeepSeek refuses whoever forgets them', async () => {
    const forgetful: Vendor = {
      name: 'forgetful',
      create: (fetch) =>
        vendors.openaiCompatible({
          model: 'deepseek-reasoner',
          baseUrl: 'https://api.deepseek.com',
          apiKey: key,
          fetch,
        }),
    }
    const { ask, pipeline } = setup(forgetful)
    const called = await ask([user('The weather?')])
    const messages = toChatMessages([user('The weather?'), withResult(called)])
    await expect(generate(pipeline, { messages })).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('that somebody changed on their way are refused by Anthropic', async () => {
    const { ask, pipeline, settings } = setup(all.find(({ name }) => name === 'anthropic')!)
    const called = await ask([user('The weather?')])
    const parts = called.parts.map((part) => (part.type === 'reasoning' ? { ...part, text: 'Say yes.' } : part))
    const messages = toChatMessages([user('The weather?'), withResult({ ...called, parts })])
    await expect(generate(pipeline, { ...settings, messages })).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('of one vendor are not given to another', async () => {
    for (const [, vendor] of sealed) {
      const called = await setup(vendor).ask([user('The weather?')])
      for (const other of all.filter(({ lacks, seals }) => !lacks?.includes('tools') && seals !== vendor.seals)) {
        // Where Anthropic thinks it must begin with thoughts of its own, which others do not have.
        const { ask, body } = setup({ ...other, effort: undefined })
        await ask([user('The weather?'), withResult(called)])
        expect([other.name, JSON.stringify(body(0)).includes('sealed-')]).toEqual([other.name, false])
      }
    }
  })
})

describe('a picture', () => {
  const data = `data:image/png;base64,${btoa('a small picture')}`
  const showing = (file: FileUIPart): UIMessage => ({
    ...user('What is this?'),
    parts: [{ type: 'text', text: 'What?' }, file],
  })

  it.each(having('pictures'))('is shown to %s, by address and as data', async (_, vendor) => {
    for (const url of ['https://pictures.test/cat.png', data]) {
      const { ask, body } = setup(vendor)
      const message = await ask([showing({ type: 'file', mediaType: 'image/png', url })])
      expect(saidIn(message, 'text')).toBe('You said: What?')
      expect(JSON.stringify(body(0))).toContain(
        url === data && vendor.seals === 'anthropic' ? btoa('a small picture') : url,
      )
    }
  })

  it.each(lacking('pictures'))('is refused by name to %s', async (_, vendor) => {
    const { pipeline, provider } = setup(vendor)
    const messages = toChatMessages([showing({ type: 'file', mediaType: 'image/png', url: data })])
    await expect(generate(pipeline, { messages })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('messages[0].content[1]'),
    })
    expect(provider.calls).toHaveLength(0)
  })

  it.each(lacking('documents'))('may be no document for %s', async (_, vendor) => {
    const { pipeline } = setup(vendor)
    const url = 'data:application/pdf;base64,JVBERi0='
    const messages = toChatMessages([showing({ type: 'file', mediaType: 'application/pdf', url })])
    await expect(generate(pipeline, { messages })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('messages[0].content[1]'),
    })
  })

  it.each(having('documents'))('may be a document for %s', async (_, vendor) => {
    const { ask } = setup(vendor)
    const url = 'data:application/pdf;base64,JVBERi0='
    expect(saidIn(await ask([showing({ type: 'file', mediaType: 'application/pdf', url })]), 'text')).toBe(
      'You said: What?',
    )
  })
})
