import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUsage } from './read-usage.ts'

describe('the usage that a vendor reports', () => {
  it.each([
    {
      vendor: 'OpenAI, chat',
      said: {
        prompt_tokens: 2_006,
        completion_tokens: 300,
        total_tokens: 2_306,
        prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 0, accepted_prediction_tokens: 4 },
      },
      usage: { inputTokens: 2_006, outputTokens: 300, cachedInputTokens: 1_920, reasoningTokens: 128 },
    },
    {
      vendor: 'OpenAI, chat with sound, pictures and cache writes',
      said: {
        prompt_tokens: 1_000,
        completion_tokens: 500,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 300, image_tokens: 200, cache_write_tokens: 400 },
        completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 350, image_tokens: 50 },
      },
      usage: {
        inputTokens: 1_000,
        outputTokens: 500,
        cachedInputTokens: 0,
        cacheWriteInputTokens: 400,
        imageInputTokens: 200,
        audioInputTokens: 300,
        reasoningTokens: 0,
        imageOutputTokens: 50,
        audioOutputTokens: 350,
      },
    },
    {
      vendor: 'OpenAI, responses',
      said: {
        input_tokens: 7_112,
        input_tokens_details: { cached_tokens: 3_072, cache_write_tokens: 1_024 },
        output_tokens: 463,
        output_tokens_details: { reasoning_tokens: 64 },
        total_tokens: 7_575,
      },
      usage: {
        inputTokens: 7_112,
        outputTokens: 463,
        cachedInputTokens: 3_072,
        cacheWriteInputTokens: 1_024,
        reasoningTokens: 64,
      },
    },
    {
      vendor: 'Anthropic',
      said: {
        input_tokens: 50,
        cache_read_input_tokens: 100_000,
        cache_creation_input_tokens: 556,
        cache_creation: { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 },
        output_tokens: 503,
        output_tokens_details: { thinking_tokens: 87 },
        service_tier: 'standard',
      },
      usage: {
        inputTokens: 100_606,
        outputTokens: 503,
        cachedInputTokens: 100_000,
        cacheWriteInputTokens: 556,
        cacheWrite1hInputTokens: 100,
        reasoningTokens: 87,
      },
    },
    {
      vendor: 'Anthropic, with the cache writes only by their time',
      said: {
        input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 7, ephemeral_1h_input_tokens: 0 },
        output_tokens: 9,
      },
      usage: { inputTokens: 12, outputTokens: 9, cacheWriteInputTokens: 7 },
    },
    {
      vendor: 'DeepSeek',
      said: {
        prompt_tokens: 180,
        completion_tokens: 219,
        total_tokens: 399,
        prompt_tokens_details: { cached_tokens: 128 },
        completion_tokens_details: { reasoning_tokens: 205 },
        prompt_cache_hit_tokens: 128,
        prompt_cache_miss_tokens: 52,
      },
      usage: { inputTokens: 180, outputTokens: 219, cachedInputTokens: 128, reasoningTokens: 205 },
    },
    {
      vendor: 'DeepSeek, without the details',
      said: { prompt_tokens: 180, completion_tokens: 9, prompt_cache_hit_tokens: 128, prompt_cache_miss_tokens: 52 },
      usage: { inputTokens: 180, outputTokens: 9, cachedInputTokens: 128 },
    },
    {
      vendor: 'Moonshot',
      said: { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320, cached_tokens: 256 },
      usage: { inputTokens: 300, outputTokens: 20, cachedInputTokens: 256 },
    },
    {
      vendor: 'Zhipu',
      said: {
        prompt_tokens: 1_200,
        completion_tokens: 300,
        total_tokens: 1_500,
        prompt_tokens_details: { cached_tokens: 800 },
      },
      usage: { inputTokens: 1_200, outputTokens: 300, cachedInputTokens: 800 },
    },
    {
      vendor: 'Baidu, first version',
      said: { prompt_tokens: 11, completion_tokens: 16, total_tokens: 27 },
      usage: { inputTokens: 11, outputTokens: 16 },
    },
    {
      vendor: 'Baidu, second version',
      said: {
        prompt_tokens: 9,
        completion_tokens: 12,
        total_tokens: 21,
        completion_tokens_details: { reasoning_tokens: 7 },
      },
      usage: { inputTokens: 9, outputTokens: 12, reasoningTokens: 7 },
    },
    {
      vendor: 'Alibaba, compatible, with what it wrote to its cache',
      said: {
        prompt_tokens: 1_605,
        completion_tokens: 40,
        prompt_tokens_details: {
          cached_tokens: 0,
          cache_creation_input_tokens: 1_544,
          cache_creation: { ephemeral_5m_input_tokens: 1_544 },
          cache_type: 'ephemeral',
        },
      },
      usage: { inputTokens: 1_605, outputTokens: 40, cachedInputTokens: 0, cacheWriteInputTokens: 1_544 },
    },
    {
      vendor: 'Alibaba, its own interface',
      said: {
        input_tokens: 2_940,
        output_tokens: 284,
        total_tokens: 3_224,
        prompt_tokens_details: { cached_tokens: 2_048, cache_creation: { ephemeral_5m_input_tokens: 512 } },
        output_tokens_details: { reasoning_tokens: 200, text_tokens: 84 },
        plugins: { search: { count: 1 } },
      },
      usage: {
        inputTokens: 2_940,
        outputTokens: 284,
        cachedInputTokens: 2_048,
        cacheWriteInputTokens: 512,
        reasoningTokens: 200,
      },
    },
    {
      vendor: 'Alibaba, its own interface with pictures and films',
      said: {
        input_tokens: 2_500,
        output_tokens: 38,
        image_tokens: 1_247,
        video_tokens: 1_000,
        input_tokens_details: { text_tokens: 253, image_tokens: 1_247 },
      },
      usage: { inputTokens: 2_500, outputTokens: 38, imageInputTokens: 2_247 },
    },
  ])('is read as $vendor says it, alone or in its reply', ({ said, usage }) => {
    expect(readUsage(said)).toEqual(usage)
    expect(readUsage({ id: 'x', usage: said })).toEqual(usage)
    expect(readUsage(JSON.parse(JSON.stringify(said)))).toEqual(usage)
  })

  it.each([
    [{ prompt_tokens: '12', completion_tokens: 3 }],
    [{ prompt_tokens: -1, completion_tokens: 3 }],
    [{ prompt_tokens: 1.5, completion_tokens: 3 }],
    [JSON.parse('{"prompt_tokens":1e309,"completion_tokens":3}')],
    [{ input_tokens: null, output_tokens: 3 }],
    [{ cache_read_input_tokens: 5, output_tokens: 3 }],
    [{ usage: { total_tokens: 5 } }],
    [{ input_tokens: 2 ** 53 - 1, cache_read_input_tokens: 2 ** 53 - 1 }],
    [{}],
    [[]],
    [null],
    ['12'],
    [12],
    [undefined],
  ])('is not read from %j', (said) => {
    expect(readUsage(said)).toBeUndefined()
  })

  it('is read without those parts that cannot be', () => {
    const details = {
      cached_tokens: '9',
      cache_write_tokens: -1,
      image_tokens: 1.5,
      audio_tokens: {},
      reasoning_tokens: 'all',
    }
    expect(
      readUsage({
        prompt_tokens: 5,
        prompt_tokens_details: details,
        completion_tokens: [],
        completion_tokens_details: details,
      }),
    ).toEqual({ inputTokens: 5, outputTokens: 0 })
    expect(readUsage({ input_tokens: 5, input_tokens_details: 'none', output_tokens_details: details })).toEqual({
      inputTokens: 5,
      outputTokens: 0,
    })
    expect(
      readUsage({
        input_tokens: 5,
        cache_read_input_tokens: '7',
        cache_creation: { ephemeral_1h_input_tokens: Number.NaN },
      }),
    ).toEqual({ inputTokens: 5, outputTokens: 0 })
  })

  it('has the thoughts within the output, also of those who count them beside it', () => {
    const said = (total_tokens: unknown, reasoning_tokens: unknown = 205) => ({
      prompt_tokens: 180,
      completion_tokens: 219,
      total_tokens,
      completion_tokens_details: { reasoning_tokens },
    })
    const outputOf = (usage: object) => readUsage(usage)?.outputTokens
    expect(readUsage(said(604))).toEqual({ inputTokens: 180, outputTokens: 424, reasoningTokens: 205 })
    expect(readUsage({ ...said(385), completion_tokens: 0 })).toMatchObject({ outputTokens: 205, reasoningTokens: 205 })
    for (const total of [399, 603, 605, undefined, '604', Number.NaN]) expect(outputOf(said(total))).toBe(219)
    for (const thoughts of [0, '205', undefined]) expect(outputOf(said(399, thoughts))).toBe(219)
    const most = Number.MAX_SAFE_INTEGER
    expect(outputOf({ ...said(2 * most + 180, most), completion_tokens: most })).toBe(most)
  })

  it('has nothing but whole numbers of at least 0, whatever was sent', () => {
    const names = [
      'prompt_tokens',
      'completion_tokens',
      'input_tokens',
      'output_tokens',
      'cached_tokens',
      'cache_read_input_tokens',
      'cache_creation_input_tokens',
      'image_tokens',
      'video_tokens',
      'audio_tokens',
      'reasoning_tokens',
    ]
    const detailNames = ['prompt_tokens_details', 'completion_tokens_details', 'input_tokens_details', 'cache_creation']
    const value = fc.oneof(fc.nat(), fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.constant(Infinity))
    const flat = fc.dictionary(fc.constantFrom(...names), value)
    const said = fc
      .tuple(flat, fc.dictionary(fc.constantFrom(...detailNames), fc.oneof(flat, value)))
      .map(([whole, parts]) => ({ ...whole, ...parts }))
    fc.assert(
      fc.property(said, (json) => {
        for (const count of Object.values(readUsage(json) ?? {})) {
          expect(Number.isSafeInteger(count) && Number(count) >= 0).toBe(true)
        }
      }),
    )
  })
})
