import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../chat/request.ts'
import { concise } from './concise.ts'

const english: ChatRequest = { messages: [{ role: 'user', content: 'What is a sluice?' }] }
const chinese: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: '什么是 sluice？' }] }] }
const brief = 'Answer briefly: no introduction, no repetition, no summary.'

describe('a request for a brief answer', () => {
  it('says so at the end of the instructions, and has a bound', () => {
    expect(concise(english).request).toEqual({ ...english, system: brief, maxOutputTokens: 1_024 })
    expect(concise({ ...english, system: 'Be kind.\n' }).request.system).toBe(`Be kind.\n\n${brief}`)
  })

  it('says so in the language of the last question, or as it is told', () => {
    expect(concise(chinese).request.system).toBe('请简明回答：不要开场白，不要重复，不要总结。')
    expect(concise(chinese, { maxWords: 50 }).request.system).toContain('不超过 50 字')
    expect(concise(english, { maxWords: 50 }).request.system).toContain('at most 50 words')
    expect(concise(chinese, { language: 'en' }).request.system).toBe(brief)
    expect(concise(english, { instruction: 'One line.' }).request.system).toBe('One line.')
    const japanese = { messages: [{ role: 'user', content: '水門とは何ですか。教えてください。' }] } as const
    expect(concise(japanese).request.system).toBe(brief)
  })

  it('lowers a bound, never raises it, and says what that saves at most', () => {
    const bounded = (maxOutputTokens: number) => concise({ ...english, maxOutputTokens }, { maxOutputTokens: 200 })
    expect(bounded(1_000)).toMatchObject({ request: { maxOutputTokens: 200 }, savedOutputTokens: 800 })
    expect(bounded(100)).toMatchObject({ request: { maxOutputTokens: 100 }, savedOutputTokens: 0 })
    expect(concise(english, { maxOutputTokens: 200 })).toMatchObject({ savedOutputTokens: undefined })
  })

  it('sets no bound of its own for a model that thinks', () => {
    const thinking = { ...english, reasoningEffort: 'high' } as const
    expect(concise(thinking).request.maxOutputTokens).toBeUndefined()
    expect(concise(thinking, { maxOutputTokens: 9_000 }).request.maxOutputTokens).toBe(9_000)
    expect(concise({ ...english, reasoningEffort: 'none' }).request.maxOutputTokens).toBe(1_024)
  })

  it('is the same if it asks for that already', () => {
    const { request } = concise(english)
    expect(concise(request).request).toBe(request)
    expect(concise({ ...request, maxOutputTokens: 5_000 }).request).toEqual(request)
  })

  it.each([
    [{ maxOutputTokens: 0 }, 'concise: maxOutputTokens must be a positive whole number, got 0'],
    [{ maxWords: 1.5 }, 'concise: maxWords must be a positive whole number, got 1.5'],
  ])('refuses the options %j', (options, message) => {
    expect(() => concise(english, options)).toThrow(message)
  })
})
