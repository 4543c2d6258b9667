import { describe, expect, it } from 'vitest'
import { everythingIn } from '../test-support/everything-in.ts'
import { anthropic } from './anthropic.ts'
import { dashscope } from './dashscope.ts'
import { openaiCompatible } from './openai-compatible.ts'

const build = (headers: Record<string, string>) =>
  openaiCompatible({ model: 'm', baseUrl: 'https://a.example', headers })

describe('the headers of a target', () => {
  it.each(['canary\r\nx-admin: 1', 'canary\0', '密钥canary', undefined as unknown as string])(
    'cannot have the value %j, which is not repeated',
    (value) => {
      for (const vendor of [anthropic, dashscope]) {
        expect(() => vendor('m', { apiKey: 'k', headers: { 'x-team': value } })).toThrow(TypeError)
      }
      expect(() => build({ 'x-team': value })).toThrow(/the value of x-team/)
      try {
        build({ 'x-team': value })
      } catch (error) {
        expect(everythingIn(error)).not.toContain('canary')
      }
    },
  )

  it.each(['', 'x team', 'x-team:', '组'])('cannot be called %j', (name) => {
    expect(() => build({ [name]: 'search' })).toThrow(TypeError)
  })

  it('can be anything else', () => {
    expect(() => build({ 'X-Team_1': 'search\tand more', 'x-empty': '', 'x-latin': 'café' })).not.toThrow()
  })
})
