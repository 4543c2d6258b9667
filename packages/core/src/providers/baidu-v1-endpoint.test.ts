import { describe, expect, it } from 'vitest'
import { baiduV1Endpoint } from './baidu-v1-endpoint.ts'

describe('the endpoint of a model', () => {
  it.each([
    ['ERNIE-4.0-8K', 'completions_pro'],
    ['ernie-4.0-8k', 'completions_pro'],
    ['ERNIE-3.5-8K', 'completions'],
    ['ERNIE-Bot-turbo', 'eb-instant'],
    ['ERNIE-Speed-8K', 'ernie_speed'],
    ['ERNIE-Bot-8K', 'ernie_bot_8k'],
    ['ERNIE-Character-8K', 'ernie-char-8k'],
    ['Yi-34B-Chat', 'yi_34b_chat'],
  ])('of %s has another name: %s', (model, endpoint) => {
    expect(baiduV1Endpoint(model)).toBe(endpoint)
  })

  it.each([
    ['ERNIE-4.0-Turbo-8K', 'ernie-4.0-turbo-8k'],
    ['ERNIE-Speed-128K', 'ernie-speed-128k'],
    ['ab12cd_MyModel', 'ab12cd_MyModel'],
    ['constructor', 'constructor'],
  ])('of %s is its name', (model, endpoint) => {
    expect(baiduV1Endpoint(model)).toBe(endpoint)
  })

  it('may be chosen, whatever the model is called', () => {
    expect(baiduV1Endpoint('My model', 'ab12cd_mine')).toBe('ab12cd_mine')
  })

  it.each(['', '..', '../embeddings/x', 'a/b', 'a?b', 'a b', 'a%2fb', '模型'])('is never %j', (name) => {
    expect(() => baiduV1Endpoint(name)).toThrow(RangeError)
    expect(() => baiduV1Endpoint(name)).toThrow('baiduV1: model')
    expect(() => baiduV1Endpoint('ERNIE-4.0-8K', name)).toThrow('baiduV1: endpoint')
  })
})
