import { describe, expect, it } from 'vitest'
import { createClassifier } from '../failure.ts'
import { openaiErrors } from '../openai-errors.ts'
import { toOpenAIRequest } from '../openai-request.ts'
import type { ChatDialect } from './chat-dialect.ts'
import { dashscopeDialect } from './dashscope.ts'
import { deepseekDialect } from './deepseek.ts'
import { moonshotDialect } from './moonshot.ts'
import { qianfanDialect } from './qianfan.ts'
import { zhipuDialect } from './zhipu.ts'

const dialects = {
  dashscope: dashscopeDialect,
  deepseek: deepseekDialect,
  moonshot: moonshotDialect,
  qianfan: qianfanDialect,
  zhipu: zhipuDialect,
}
const efforts = ['none', 'minimal', 'low', 'medium', 'high'] as const

function body(dialect: ChatDialect, request: object, extraBody = {}) {
  const messages = [{ role: 'user' as const, content: 'hi' }]
  return JSON.parse(JSON.stringify(toOpenAIRequest({ messages, ...request }, { model: 'm', dialect, extraBody })))
}
function codeOf(dialect: ChatDialect, status: number, error: object) {
  const tables = dialect.errors === undefined ? [openaiErrors] : [dialect.errors, openaiErrors]
  return createClassifier(...tables)({ status, body: { error }, headers: new Headers(), now: 0 }).code
}

describe('how much to think', () => {
  it('is `reasoning_effort` where nothing else is said', () => {
    for (const reasoningEffort of efforts) {
      expect(body({}, { reasoningEffort })).toMatchObject({ reasoning_effort: reasoningEffort })
    }
  })

  it.each([
    ['dashscope', dashscopeDialect],
    ['qianfan', qianfanDialect],
  ] as const)('is a switch for %s', (_, dialect) => {
    for (const reasoningEffort of efforts) {
      const written = body(dialect, { reasoningEffort })
      expect(written).toMatchObject({ enable_thinking: reasoningEffort !== 'none' })
      expect(written).not.toHaveProperty('reasoning_effort')
    }
  })

  it.each([
    ['moonshot', moonshotDialect],
    ['zhipu', zhipuDialect],
  ] as const)('is a type for %s', (_, dialect) => {
    for (const reasoningEffort of efforts) {
      const written = body(dialect, { reasoningEffort })
      expect(written).toMatchObject({ thinking: { type: reasoningEffort === 'none' ? 'disabled' : 'enabled' } })
      expect(written).not.toHaveProperty('reasoning_effort')
    }
  })

  it('is both for DeepSeek, which has nothing below low', () => {
    expect(efforts.map((reasoningEffort) => body(deepseekDialect, { reasoningEffort }).reasoning_effort)).toEqual([
      undefined,
      'low',
      'low',
      'medium',
      'high',
    ])
    expect(body(deepseekDialect, { reasoningEffort: 'none' }).thinking).toEqual({ type: 'disabled' })
    expect(body(deepseekDialect, { reasoningEffort: 'low' }).thinking).toEqual({ type: 'enabled' })
  })

  it('is not said where nothing was asked, and gives way to a field of one’s own', () => {
    for (const dialect of Object.values(dialects)) {
      const written = body(dialect, {})
      for (const field of ['enable_thinking', 'thinking', 'reasoning_effort']) expect(written).not.toHaveProperty(field)
    }
    expect(body(qianfanDialect, { reasoningEffort: 'high' }, { enable_thinking: false })).toMatchObject({
      enable_thinking: false,
    })
  })
})

describe('the limit of the answer’s length', () => {
  it.each([
    ['qianfan', qianfanDialect, 'max_completion_tokens'],
    ['dashscope', dashscopeDialect, 'max_tokens'],
    ['deepseek', deepseekDialect, 'max_tokens'],
    ['moonshot', moonshotDialect, 'max_tokens'],
    ['zhipu', zhipuDialect, 'max_tokens'],
  ] as const)('of %s', (_, dialect, field) => {
    expect(body(dialect, { maxOutputTokens: 9 })).toMatchObject({ [field]: 9 })
  })
})

describe('the words of a dialect', () => {
  it.each([
    ['qianfan', 401, { code: 'invalid_model' }, 'forbidden'],
    ['qianfan', 400, { code: 'invalid_model' }, 'bad-request'],
    ['qianfan', 401, { code: 'invalid_iam_token' }, 'auth'],
    ['qianfan', 400, { code: 'tokens_too_long' }, 'context-too-long'],
    ['qianfan', 429, { code: 'cluster_tpm_rate_limit_exceeded' }, 'overloaded'],
    ['qianfan', 429, { code: 'tpm_rate_limit_exceeded', type: 'rate_limit_exceeded' }, 'rate-limited'],
    ['dashscope', 429, { code: 'insufficient_quota' }, 'rate-limited'],
    ['dashscope', 403, { code: 'AllocationQuota.FreeTierOnly' }, 'quota-exceeded'],
    ['dashscope', 400, { code: 'Arrearage' }, 'quota-exceeded'],
    ['dashscope', 400, { code: 'data_inspection_failed' }, 'content-filtered'],
    ['dashscope', 400, { code: 'InternalError.Algo.InvalidParameter' }, 'bad-request'],
    ['dashscope', 500, { code: 'InternalError.Algo' }, 'server'],
    ['dashscope', 400, { message: 'Range of input length should be [1, 6000]' }, 'context-too-long'],
    ['dashscope', 429, { message: 'Free allocated quota exceeded.' }, 'quota-exceeded'],
    ['moonshot', 429, { type: 'exceeded_current_quota_error' }, 'quota-exceeded'],
    ['moonshot', 429, { type: 'engine_overloaded_error' }, 'overloaded'],
    ['moonshot', 400, { message: 'Your request exceeded model token limit: 262144' }, 'context-too-long'],
    ['zhipu', 429, { code: '1113' }, 'quota-exceeded'],
    ['zhipu', 429, { code: '1302' }, 'rate-limited'],
    ['zhipu', 429, { code: 1305 }, 'overloaded'],
    ['zhipu', 400, { code: '1301' }, 'content-filtered'],
    ['deepseek', 402, { message: 'Insufficient Balance', code: 'invalid_request_error' }, 'quota-exceeded'],
    ['deepseek', 401, { code: 'invalid_request_error', type: 'authentication_error' }, 'auth'],
  ] as const)('of %s make of a %i with %j the code %s', (name, status, error, code) => {
    expect(codeOf(dialects[name], status, error)).toBe(code)
  })

  it('do not overlap within one dialect', () => {
    for (const { errors } of Object.values<ChatDialect>(dialects)) {
      const all = Object.values(errors?.words ?? {}).flatMap((words) => words.split(' '))
      const bare = all.map((word) => word.toLowerCase().replace(/[._-]/g, ''))
      expect(bare.filter((word, index) => bare.indexOf(word) !== index)).toEqual([])
      expect(all).not.toContain('')
    }
  })
})

describe('what a dialect refuses', () => {
  const responseFormat = { type: 'json-schema', name: 'a', schema: {} }

  it('is a schema for DeepSeek', () => {
    expect(() => body(deepseekDialect, { responseFormat })).toThrow(/^responseFormat: /)
    for (const type of ['json', 'text']) expect(() => body(deepseekDialect, { responseFormat: { type } })).not.toThrow()
    expect(() => body(moonshotDialect, { responseFormat })).not.toThrow()
  })

  it('is thinking without a stream for DashScope', () => {
    const whole = { stream: false }
    expect(() => body(dashscopeDialect, { ...whole, reasoningEffort: 'low' })).toThrow(/^stream: /)
    expect(() => body(dashscopeDialect, whole, { enable_thinking: true })).toThrow(/^stream: /)
    expect(() => body(dashscopeDialect, { ...whole, reasoningEffort: 'low' }, { enable_thinking: false })).not.toThrow()
    for (const reasoningEffort of ['none', undefined]) {
      expect(() => body(dashscopeDialect, { ...whole, reasoningEffort })).not.toThrow()
    }
    expect(() => body(dashscopeDialect, { reasoningEffort: 'high' })).not.toThrow()
  })
})

describe('the prompt cache', () => {
  const messages = [{ role: 'user' as const, content: 'hi' }]
  const wire = (dialect: ChatDialect, model: string) =>
    JSON.stringify(toOpenAIRequest({ messages, promptCache: { key: 'k' } }, { model, dialect, extraBody: {} }))

  it('is marked for Qwen, and left to itself for what else DashScope hosts', () => {
    expect(wire(dashscopeDialect, 'qwen3-max')).toContain('"cache_control":{"type":"ephemeral"}')
    expect(wire(dashscopeDialect, 'deepseek-v3.2')).not.toContain('cache_control')
  })

  it('is left to itself where it needs nothing', () => {
    const { dashscope: _, ...others } = dialects
    for (const dialect of Object.values(others)) expect(wire(dialect, 'qwen')).not.toMatch(/cache/)
  })
})
