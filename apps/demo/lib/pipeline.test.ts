import { join } from 'node:path'
import { type ChatEvent, collect, createCallContext } from '@sluice/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inventedKeys as keys } from './invented-keys.ts'
import { liveTargetsIn } from './live-targets.ts'
import { keyVariables, modelsIn, type SimulatedName } from './models.ts'

type Simulators = typeof import('./simulated-targets.ts')['simulators']
let chat: typeof import('./pipeline.ts')
let visitors: typeof import('./visitors.ts')
let simulators: Simulators

// Next runs in the app's folder, and from there the documentation is found.
beforeAll(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(join(import.meta.dirname, '..'))
  vi.stubEnv('SLUICE_DEMO_TOKENS_PER_SECOND', '100000')
  for (const variable of keyVariables) vi.stubEnv(variable, '')
  chat = await import('./pipeline.ts')
  visitors = await import('./visitors.ts')
  ;({ simulators } = await import('./simulated-targets.ts'))
})
afterAll(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const ask = (target: string) =>
  collect(chat.handler({ target, messages: [{ role: 'user', content: '谢谢' }] }, createCallContext()))

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const own = 'http://simulated.invalid/v1/chat/completions'
const ernieV1 = 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions_pro'
// The simulator has verified the signature itself; its parts show who signed what.
const signature = expect.stringMatching(
  /^bce-auth-v1\/ALTAK-invented-61be07\/[^/]+\/300\/host;x-bce-date\/[\da-f]{64}$/,
)

/** What each simulator should see: its wire, its address, its model and how a caller shows who it is. */
const asked: Readonly<Record<SimulatedName, readonly [string, string, string, Readonly<Record<string, unknown>>]>> = {
  docs: ['openai-chat', own, 'docs', {}],
  thinking: ['openai-chat', own, 'thinking', {}],
  deluxe: ['openai-chat', own, 'deluxe', {}],
  'simulated-gpt-mini': [
    'openai-chat',
    'https://api.openai.com/v1/chat/completions',
    'gpt-5-mini',
    bearer(keys.openai),
  ],
  'simulated-gpt': ['openai-responses', 'https://api.openai.com/v1/responses', 'gpt-5', bearer(keys.openai)],
  'simulated-claude': [
    'anthropic',
    'https://api.anthropic.com/v1/messages',
    'claude-sonnet-5',
    { 'x-api-key': keys.anthropic, 'anthropic-version': '2023-06-01' },
  ],
  'simulated-ernie': [
    'openai-chat',
    'https://qianfan.baidubce.com/v2/chat/completions',
    'ernie-4.5-turbo-128k',
    bearer(keys.qianfan),
  ],
  'simulated-ernie-v1': ['baidu-v1', ernieV1, 'completions_pro', { authorization: signature }],
  'simulated-qwen': [
    'openai-chat',
    'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
    'qwen-plus',
    bearer(keys.dashscope),
  ],
  'simulated-deepseek': [
    'openai-chat',
    'https://api.deepseek.com/chat/completions',
    'deepseek-flash',
    bearer(keys.deepseek),
  ],
}
const names = Object.keys(asked) as SimulatedName[]
const credentialHeaders = ['authorization', 'x-api-key', 'anthropic-version', 'api-key', 'appid']

describe('the pipeline', () => {
  it('has a target for every model of the picker, and no other', () => {
    const offered = modelsIn({}).map(({ name }) => name)
    expect(offered).toEqual(names)
    expect(Object.keys(visitors.visitorOf('anonymous').pipeline.snapshot().targets)).toEqual(offered)
  })

  it('misses nothing', async () => {
    expect(await chat.check()).toEqual([])
  })

  it.each(names)('answers as %s through its own wire and with its own credential', async (name) => {
    const answer = await ask(name)
    expect(answer.text).toContain('不客气！')
    expect(answer.usage).toMatchObject({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) })
    expect(simulators[name].calls).toHaveLength(1)
    const { wire, url, model, headers } = simulators[name].calls[0]!.request
    const shown = credentialHeaders.flatMap((header) => (headers.has(header) ? [[header, headers.get(header)]] : []))
    expect([wire, url, model, Object.fromEntries(shown)]).toEqual(asked[name])
  })

  it.each(['thinking', 'simulated-gpt', 'simulated-claude', 'simulated-deepseek'])(
    'lets %s think first',
    async (name) => {
      expect((await ask(name)).reasoning).toContain('“谢谢”')
    },
  )

  it.each(['simulated-ernie', 'simulated-ernie-v1'])('lets %s ask to start afresh', async (target) => {
    const notices = []
    const messages = [{ role: 'user', content: '触发安全审核' } as const]
    for await (const event of chat.handler({ target, messages }, createCallContext())) {
      if (event.type === 'notice') notices.push(event.notice)
    }
    expect(notices).toEqual(['context-cleared'])
  })

  it('is refused by every vendor without its credential', async () => {
    const { signal } = new AbortController()
    for (const name of names.filter((name) => name.startsWith('simulated-'))) {
      const { url, body } = simulators[name].calls[0]!.request
      const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' }
      const reply = await simulators[name](url, { method: 'POST', headers, body: JSON.stringify(body), signal })
      const text = await reply.text()
      expect({ name, isRefused: reply.status === 401 || /"error_code":\d+/.test(text) }).toEqual({
        name,
        isRefused: true,
      })
    }
  })
})

describe('a visitor', () => {
  const long = { role: 'user', content: '介绍一下 useChat，写长一点' } as const

  async function eventsOf(id: string, target: SimulatedName, content = '谢谢') {
    const events: ChatEvent[] = []
    const context = createCallContext({ caller: { id } })
    for await (const event of chat.handler({ target, messages: [{ ...long, content }] }, context)) events.push(event)
    return events
  }
  const toldOf = (events: readonly ChatEvent[]) =>
    events.flatMap((event) => (event.type === 'notice' || event.type === 'reset' ? [event] : []))

  it('gets an answer from the next model when one fails, and others get it from that one', async () => {
    visitors.visitorOf('visitor-a').faults.set('simulated-gpt', '500')
    const fellBack = { from: 'simulated-gpt', to: 'docs', reason: 'server' }
    const events = await eventsOf('visitor-a', 'simulated-gpt')
    expect(toldOf(events).at(-1)).toMatchObject({ notice: 'fell-back', details: fellBack })
    expect(events.find(({ type }) => type === 'start')).toMatchObject({ target: 'docs' })
    expect(toldOf(await eventsOf('visitor-b', 'simulated-gpt'))).toEqual([])
  })

  it('gets a whole answer where one is cut', async () => {
    visitors.visitorOf('visitor-a').faults.set('simulated-qwen', 'cut')
    const events = await eventsOf('visitor-a', 'simulated-qwen', long.content)
    const from = events.findIndex(({ type }) => type === 'reset')
    const textOf = (list: readonly ChatEvent[]) =>
      list.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')
    expect(textOf(events.slice(0, from)).length).toBeGreaterThan(20)
    expect(textOf(events.slice(from))).toBe(textOf(await eventsOf('visitor-b', 'docs', long.content)))
  })

  it('opens the circuit of a model that stays down, and nobody else’s', async () => {
    visitors.visitorOf('visitor-a').faults.set('simulated-claude', 'down')
    for (let count = 0; count < 5; count++) await eventsOf('visitor-a', 'simulated-claude')
    const claudeOf = (id: string) => {
      return visitors
        .visitorOf(id)
        .view()
        .models.find(({ name }) => name === 'simulated-claude')
    }
    expect(claudeOf('visitor-a')).toMatchObject({ circuit: 'open', fault: 'down', active: 0, queued: 0 })
    expect(claudeOf('visitor-a')?.probeInMs).toBeGreaterThan(7_000)
    expect(claudeOf('visitor-b')).toMatchObject({ circuit: 'closed', fault: 'none', probeInMs: undefined })
    const { decisions } = visitors.visitorOf('visitor-a').view()
    expect(decisions.map(({ what }) => what.type)).toContain('breaker-changed')
    expect(JSON.stringify(decisions)).not.toContain('谢谢')
  })

  it('waits for a turn where more is asked than is let through', async () => {
    const answers = Promise.all([1, 2, 3].map(() => eventsOf('visitor-a', 'docs')))
    await expect.poll(() => visitors.visitorOf('visitor-a').view().models[0]?.active).toBe(0)
    const told = (await answers).map((events) => toldOf(events).map((event) => 'notice' in event && event.notice))
    expect(told).toEqual([[], [], ['queued']])
  })
})

describe('the budget of a visitor', () => {
  const caller = (id: string) => ({ id, tags: { models: 'simulated' } })
  const question = { role: 'user', content: '怎样在 Next.js 应用里加上聊天？' } as const

  function askAs(id: string, target: SimulatedName) {
    return collect(chat.handler({ target, messages: [question] }, createCallContext({ caller: { id } })))
  }
  async function budgetOf(id: string) {
    const { budgets } = await chat.handler.usage(caller(id))
    expect(budgets).toHaveLength(1)
    return budgets[0]!
  }
  /** Asks the dear model until it is not the one who answers. */
  async function spend(id: string): Promise<string | undefined> {
    for (let count = 0; count < 15; count++) {
      const { model } = await askAs(id, 'deluxe')
      if (model !== 'deluxe') return model
    }
    return 'deluxe'
  }

  it.each(names)('counts what %s costs', async (name) => {
    const { cost } = await askAs(`cost-of-${name}`, name)
    const { used, unit } = await budgetOf(`cost-of-${name}`)
    expect([unit, Object.keys(cost ?? {})]).toEqual(['CNY', [/gpt|claude/.test(name) ? 'USD' : 'CNY']])
    const inYuan = Number(cost?.CNY ?? 0) + 7.1 * Number(cost?.USD ?? 0)
    expect(Number(used)).toBeCloseTo(inYuan, 6)
    expect(inYuan).toBeGreaterThan(0)
  })

  it('lets cheaper models answer once too little is left for a dear one, and is never exceeded', async () => {
    expect(await spend('spender')).toBe('docs')
    const { used, limit, left, resetsAt = 0 } = await budgetOf('spender')
    // Whoever is refused has been told of 80 % before.
    expect(Number(used)).toBeGreaterThan(0.8 * Number(limit))
    expect(Number(used)).toBeLessThanOrEqual(Number(limit))
    expect(Number(used) + Number(left)).toBeCloseTo(5, 9)
    expect(new Date(resetsAt).toISOString()).toMatch(/T16:00:00\.000Z$/)
    expect((await budgetOf('saver')).used).toBe('0')
  })

  it('refuses where nobody else shall answer, until it is renewed', async () => {
    visitors.visitorOf('strict').change({ hasOthers: false })
    await expect(spend('strict')).rejects.toMatchObject({ code: 'over-budget', retryAfterMs: expect.any(Number) })
    expect((await askAs('strict', 'docs')).model).toBe('docs')
    visitors.visitorOf('strict').change({ renew: true })
    expect((await budgetOf('strict')).used).toBe('0')
    expect((await askAs('strict', 'deluxe')).model).toBe('deluxe')
    // What was used before is known all the same.
    const { total } = await chat.handler.usage(caller('strict'))
    expect(Number(total.cost.CNY)).toBeGreaterThan(4)
  })

  it('goes on where it was when another model may answer again', async () => {
    await askAs('changing', 'deluxe')
    const { used } = await budgetOf('changing')
    visitors.visitorOf('changing').change({ hasOthers: false })
    visitors.visitorOf('changing').change({ hasOthers: true })
    expect((await budgetOf('changing')).used).toBe(used)
  })
})

describe('the visitors of a server', () => {
  it('are kept while there is room, and go who were away for longest', () => {
    const { of } = visitors.createVisitors(2)
    of('visitor-a').faults.set('docs', 'down')
    of('visitor-b').faults.set('docs', 'cut')
    expect(of('visitor-a').faults.get('docs')).toBe('down')
    of('visitor-c')
    expect([of('visitor-a'), of('visitor-b')].map(({ faults }) => faults.get('docs'))).toEqual(['down', 'none'])
  })
})

describe('the live targets', () => {
  it.each([
    ['OPENAI', 'gpt', 'openai', 'gpt-5-mini'],
    ['ANTHROPIC', 'claude', 'anthropic', 'claude-sonnet-5'],
    ['QIANFAN', 'ernie', 'qianfan', 'ernie-4.5-turbo-128k'],
    ['DASHSCOPE', 'qwen', 'dashscope', 'qwen-plus'],
    ['DEEPSEEK', 'deepseek', 'deepseek', 'deepseek-flash'],
  ])('come with the key of %s, and have the model that is named', (vendor, name, provider, model) => {
    const environment = { [`${vendor}_API_KEY`]: 'key' }
    expect(liveTargetsIn(environment)).toMatchObject({ [name]: { provider, model } })
    expect(Object.keys(liveTargetsIn(environment))).toEqual([name])
    const other = { ...environment, [`${vendor}_MODEL`]: 'another' }
    expect(liveTargetsIn(other)).toMatchObject({ [name]: { provider, model: 'another' } })
  })

  it('do not exist without keys', () => {
    expect(liveTargetsIn({ OPENAI_API_KEY: '', OPENAI_MODEL: 'gpt-5' })).toEqual({})
  })
})
