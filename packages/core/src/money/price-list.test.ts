import { describe, expect, it } from 'vitest'
import type { Price } from './price.ts'
import { createPriceList } from './price-list.ts'

const at = Date.parse('2026-11-23T12:00:00Z')

function price(provider: string, model: string, input: string, more: Partial<Price> = {}): Price {
  return { provider, model, currency: 'USD', rates: { input, output: '1' }, asOf: '2026-11', source: 'test', ...more }
}

function inputOf(prices: Price | undefined): string | undefined {
  return prices?.rates.input
}

describe('a price list', () => {
  it('takes the price of the earlier source', () => {
    const list = createPriceList(
      [price('openai', 'gpt-9', '1')],
      [price('openai', 'gpt-9', '2'), price('openai', 'gpt-8', '3')],
    )
    expect(inputOf(list.find({ provider: 'openai', model: 'gpt-9', at }))).toBe('1')
    expect(inputOf(list.find({ provider: 'openai', model: 'gpt-8', at }))).toBe('3')
  })

  it('covers the dated names of a model whose price a user gave, but those that another source has as they are', () => {
    const older = price('openai', 'gpt-9-2026-01-01', '2', { validUntil: '2027-01-01' })
    const list = createPriceList([price('openai', 'gpt-9', '1')], [older, price('openai', 'gpt-9', '3')])
    const input = (model: string, time = at) => inputOf(list.find({ provider: 'openai', model, at: time }))
    expect(input('gpt-9')).toBe('1')
    expect(input('gpt-9-2026-02-02')).toBe('1')
    expect(input('gpt-9-latest')).toBe('1')
    expect(input('gpt-9-2026-01-01')).toBe('2')
    expect(input('openai/gpt-9-2026-01-01')).toBe('2')
    expect(input('gpt-9-2026-01-01', Date.parse('2027-01-01'))).toBeUndefined()
    const own = price('openai', 'gpt-9', '1', { aliases: ['gpt-9-2026-01-01'] })
    expect(inputOf(createPriceList([own], [older]).find({ model: 'gpt-9-2026-01-01', at }))).toBe('1')
  })

  it('prefers the price of a dated name to that of the model, within a source', () => {
    const list = createPriceList([price('openai', 'gpt-9', '1'), price('openai', 'gpt-9-2026-01-01', '2')])
    expect(inputOf(list.find({ provider: 'openai', model: 'gpt-9-2026-01-01', at }))).toBe('2')
    expect(inputOf(list.find({ provider: 'openai', model: 'gpt-9-2026-02-02', at }))).toBe('1')
  })

  it('begins and ends prices with days in UTC', () => {
    const list = createPriceList([
      price('acme', 'm', '1', { validUntil: '2026-03-01' }),
      price('acme', 'm', '2', { validFrom: '2026-03-01', validUntil: '2026-04-01' }),
    ])
    const input = (time: string) => inputOf(list.find({ provider: 'acme', model: 'm', at: Date.parse(time) }))
    expect(input('1999-01-01')).toBe('1')
    expect(input('2026-02-28T23:59:59.999Z')).toBe('1')
    expect(input('2026-03-01T00:00:00Z')).toBe('2')
    expect(input('2026-03-31T23:59:59.999Z')).toBe('2')
    expect(input('2026-04-01T00:00:00Z')).toBeUndefined()
    expect(list.find({ provider: 'acme', model: 'm', at: Number.NaN })).toBeUndefined()
  })

  it('takes the price that began last where several hold, in any order', () => {
    const prices = [price('acme', 'm', '1'), price('acme', 'm', '2', { validFrom: '2026-03-01' })]
    for (const source of [prices, prices.toReversed()]) {
      expect(inputOf(createPriceList(source).find({ provider: 'acme', model: 'm', at }))).toBe('2')
    }
  })

  it('falls back to later sources outside the time of the earlier', () => {
    const list = createPriceList([price('acme', 'm', '1', { validFrom: '2027-01-01' })], [price('acme', 'm', '2')])
    expect(inputOf(list.find({ provider: 'acme', model: 'm', at }))).toBe('2')
    expect(inputOf(list.find({ provider: 'acme', model: 'm', at: Date.parse('2027-01-01') }))).toBe('1')
  })

  it('finds aliases, whatever their case', () => {
    const list = createPriceList([price('baidu', 'ERNIE-9', '1', { aliases: ['Completions_Nine'] })])
    expect(inputOf(list.find({ provider: 'QianFan', model: 'completions_NINE', at }))).toBe('1')
  })

  it('gives a provider nobody knows only prices under its own name, or that of the target', () => {
    const list = createPriceList([
      price('my-llama', 'llama', '0'),
      price('vllm', 'gpt-9', '7'),
      price('openai', 'gpt-9', '1'),
    ])
    expect(list.find({ provider: 'openai-compatible', model: 'gpt-9', at })).toBeUndefined()
    expect(list.find({ provider: 'openai-compatible', target: 'openai', model: 'gpt-9', at })).toBeUndefined()
    expect(list.find({ provider: 'openai-compatible', target: 'azure', model: 'gpt-9', at })).toBeUndefined()
    expect(inputOf(list.find({ provider: 'vllm', model: 'gpt-9', at }))).toBe('7')
    expect(inputOf(list.find({ provider: 'openai-compatible', target: 'my-llama', model: 'llama', at }))).toBe('0')
    expect(inputOf(list.find({ provider: 'openai', target: 'my-llama', model: 'gpt-9', at }))).toBe('1')
  })

  it('goes by the model without a provider, if one vendor alone has it', () => {
    const list = createPriceList([
      price('alibaba-intl', 'qwen-9', '1'),
      price('alibaba', 'qwen-9', '2'),
      price('alibaba-intl', 'qwen-8', '3'),
      price('azure', 'gpt-9', '4'),
      price('openai', 'gpt-9', '5'),
      price('one', 'llama', '6'),
      price('two', 'llama', '7'),
      price('one', 'mistral', '8'),
    ])
    const input = (model: string) => inputOf(list.find({ model, at }))
    expect(['qwen-9', 'qwen-8', 'gpt-9', 'llama', 'mistral'].map(input)).toEqual(['2', '3', '5', undefined, '8'])
  })

  it('does not mix the markets of a vendor', () => {
    const list = createPriceList([price('alibaba-intl', 'qwen-9', '1'), price('alibaba', 'qwen-8', '2')])
    expect(list.find({ provider: 'dashscope', model: 'qwen-9', at })).toBeUndefined()
    expect(list.find({ provider: 'alibaba-intl', model: 'qwen-8', at })).toBeUndefined()
    expect(inputOf(list.find({ provider: 'dashscope-intl', model: 'qwen-9', at }))).toBe('1')
  })

  it('is not led astray by names of an object, or names without end', () => {
    const list = createPriceList([price('acme', '__proto__', '1')])
    expect(inputOf(list.find({ provider: 'acme', model: '__proto__', at }))).toBe('1')
    for (const model of ['constructor', 'toString', '', ' ', 'x'.repeat(1_000_000)]) {
      expect(list.find({ provider: 'acme', model, at })).toBeUndefined()
    }
  })

  it('answers as at first when more models were asked for than it remembers', () => {
    const list = createPriceList([price('acme', 'm', '1')])
    for (let index = 0; index < 3_000; index++) {
      expect(list.find({ provider: 'acme', model: `other-${index}`, at })).toBeUndefined()
    }
    expect(inputOf(list.find({ provider: 'acme', model: 'm', at }))).toBe('1')
  })

  it('keeps at most 20,000 prices', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => price('acme', `m-${index}`, '1'))
    expect(inputOf(createPriceList(many).find({ provider: 'acme', model: 'm-19999', at }))).toBe('1')
    expect(() => createPriceList(many, [price('acme', 'm', '1')])).toThrow(/at most 20000 prices are kept, got 20001/)
  })

  it.each([{}, null, undefined, 'prices', createPriceList()])('is made of lists of prices, not of %s', (wrong) => {
    expect(() => createPriceList([], wrong as never)).toThrow(/^createPriceList: prices must be a list, got /)
  })

  it('knows nothing without sources', () => {
    expect(createPriceList().find({ model: 'gpt-9', at })).toBeUndefined()
  })
})
