import { describe, expect, it } from 'vitest'
import { ChatError } from './errors.ts'
import { consoleLogger, type Logger, redacting } from './logger.ts'
import { redact, redactText } from './redact.ts'

const canary = 'Zk3vQ9pLw7TnB2xR'

describe('redactText', () => {
  it.each([
    `Authorization: Bearer ${canary}`,
    `authorization: bearer ${canary}.${canary}`,
    `Authorization: Basic ${canary}==`,
    `https://aip.baidubce.com/rpc/chat?access_token=24.${canary}&model=ernie`,
    `https://aip.baidubce.com/oauth/2.0/token?grant_type=client_credentials&client_id=${canary}&client_secret=${canary}`,
    `api_key=${canary}`,
    `POST body apikey=${canary}&n=1`,
    `password=${canary}`,
    `Incorrect API key provided: sk-${canary}.`,
    `sk-proj-${canary}_${canary}`,
    `pk-${canary}`,
    `st-${canary}`,
    `ak-${canary}`,
    `sk-ant-api03-${canary}-${canary}`,
    `bce-v3/ALTAK-${canary}/${canary}`,
    `bce-auth-v1/${canary}/2026-01-01T00:00:00Z/1800/host/${canary}`,
    `key ALTAK${canary}`,
    `https://user:${canary}@proxy.example/`,
    `{"access_token":"24.${canary}","expires_in":2592000}`,
    `{"client_secret": "${canary}"}`,
    `{"apiKey":"${canary}"}`,
    JSON.stringify({ body: JSON.stringify({ access_token: canary, n: 1 }) }),
  ])('masks the secret in %s', (text) => {
    expect(redactText(text)).not.toContain(canary)
  })

  it('leaves ordinary text alone', () => {
    const text = 'max_tokens=200, 12 tokens: a task-force on https://example.com/a?page=2, the token: unexpected'
    expect(redactText(text)).toBe(text)
  })

  it('keeps what stands around a secret', () => {
    expect(redactText(`GET /chat?access_token=${canary}&model=ernie`)).toBe('GET /chat?access_token=***&model=ernie')
  })

  it('bounds the length, in time that does not explode', () => {
    for (const text of ['a'.repeat(1e6), '://a'.repeat(250_000), 'bearer '.repeat(100_000), 'token'.repeat(200_000)]) {
      expect(redactText(text).length).toBeLessThan(10_000)
    }
  })
})

describe('redact', () => {
  it.each([
    { authorization: canary },
    { headers: { Authorization: canary, 'x-api-key': canary } },
    { request: { options: { apiKey: canary } } },
    { clientSecret: canary, secretKey: canary },
    { OPENAI_API_KEY: canary, 'x-goog-api-key': canary },
    { secretAccessKey: canary },
    { access_token: canary, refreshToken: canary },
    { cookie: canary, 'set-cookie': [`session=${canary}`] },
    { list: [`Bearer ${canary}`] },
    { password: { value: canary } },
    new Error(`401 for sk-${canary}`),
    new Error('outer', { cause: new Error('inner', { cause: { token: canary } }) }),
    new ChatError('auth', 'Refused.', { cause: { body: `access_token=${canary}` } }),
    Object.assign(new Error('x'), { config: { headers: { authorization: canary } } }),
  ])('leaves no secret in %j', (value) => {
    expect(JSON.stringify(redact(value))).not.toContain(canary)
  })

  it('keeps counts whose names only sound secret', () => {
    const usage = { inputTokens: 12, outputTokens: 0, maxTokens: 100, token: 3 }
    expect(redact(usage)).toEqual(usage)
  })

  it('turns an error into plain data with its code, stack and cause', () => {
    const error = new ChatError('server', 'Failed.', { provider: 'openai', cause: new TypeError('socket') })
    expect(redact(error)).toMatchObject({
      name: 'ChatError',
      message: 'Failed.',
      code: 'server',
      provider: 'openai',
      stack: expect.stringContaining('redact.test'),
      cause: { name: 'TypeError', message: 'socket' },
    })
  })

  it('ends on what refers to itself', () => {
    const cyclic: Record<string, unknown> = { name: 'ada' }
    cyclic.self = cyclic
    cyclic.list = [cyclic, cyclic]
    const error = new Error('loop')
    error.cause = error
    expect(JSON.stringify(redact([cyclic, error]))).toContain('[deeper]')
  })

  it('ends soon on what refers to itself many times', () => {
    const wide: unknown[] = []
    for (let count = 0; count < 100; count++) wide.push(wide, { wide })
    expect(JSON.stringify(redact(wide)).length).toBeLessThan(1_000_000)
    const long = redact(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`field${index}`, index])))
    expect(Object.keys(long as object)).toHaveLength(100)
  })

  it('ends on what is very deep', () => {
    let deep: unknown = canary
    for (let depth = 0; depth < 100_000; depth++) deep = { deep }
    expect(JSON.stringify(redact(deep))).not.toContain(canary)
  })

  it('passes other values through', () => {
    expect(redact([1, true, null, undefined, () => canary])).toEqual([1, true, null, undefined, '[function]'])
  })

  it('does not change what it was given', () => {
    const value = { apiKey: canary, nested: { text: `Bearer ${canary}` } }
    redact(value)
    expect(value).toEqual({ apiKey: canary, nested: { text: `Bearer ${canary}` } })
  })
})

describe('redacting', () => {
  it('masks message and details of every level before it passes them on', () => {
    const lines: unknown[] = []
    const inner: Logger = { warn: (...line) => lines.push(['warn', ...line]), error: (...line) => lines.push(line) }
    const logger = redacting(inner)
    logger.warn(`url ?access_token=${canary}`, { apiKey: canary })
    logger.error(`Bearer ${canary}`, new Error(`sk-${canary}`))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toEqual(['warn', 'url ?access_token=***', { apiKey: '***' }])
    expect(JSON.stringify(lines)).not.toContain(canary)
  })

  it('leaves nothing for the console to print of a secret', () => {
    expect(Object.keys(consoleLogger).sort()).toEqual(['error', 'warn'])
  })
})
