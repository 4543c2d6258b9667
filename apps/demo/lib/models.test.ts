import { describe, expect, it } from 'vitest'
import { keyVariables, modelsIn } from './models.ts'

const names = (environment: Record<string, string>) => modelsIn(environment).map(({ name }) => name)

describe('the models of a server', () => {
  it('are all simulated without a key, the fast one first', () => {
    const models = modelsIn({})
    expect(models).toHaveLength(10)
    expect(models[0]?.name).toBe('docs')
    expect(models.every(({ isSimulated }) => isSimulated)).toBe(true)
  })

  it.each([
    ['OPENAI_API_KEY', 'gpt'],
    ['ANTHROPIC_API_KEY', 'claude'],
    ['QIANFAN_API_KEY', 'ernie'],
    ['DASHSCOPE_API_KEY', 'qwen'],
    ['DEEPSEEK_API_KEY', 'deepseek'],
  ])('begin with the live one that %s brings', (variable, name) => {
    expect(names({ [variable]: 'key' })).toEqual([name, ...names({})])
    expect(modelsIn({ [variable]: 'key' })[0]?.isSimulated).toBe(false)
    expect(names({ [variable]: ' ' })).toEqual(names({}))
  })

  it('begin with all live ones where all keys are there', () => {
    const all = names(Object.fromEntries(keyVariables.map((variable) => [variable, 'key'])))
    expect(all).toEqual(['gpt', 'claude', 'ernie', 'qwen', 'deepseek', ...names({})])
    expect(new Set(all).size).toBe(all.length)
  })

  it('do not claim to be GPT behind another address', () => {
    const [model] = modelsIn({ OPENAI_API_KEY: 'key', OPENAI_BASE_URL: 'http://localhost:11434/v1' })
    expect(model?.label).toEqual({ zh: '真实模型', en: 'Live model' })
  })

  it.each(['zh', 'en'] as const)('can be told apart by their labels in %s', (locale) => {
    const labels = modelsIn({}).map(({ label }) => label[locale])
    expect(new Set(labels).size).toBe(labels.length)
  })
})
