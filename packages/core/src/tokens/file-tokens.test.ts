import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenizerFamily } from './families.ts'
import { fileTokens } from './file-tokens.ts'

function pngOf(width: number, height: number): string {
  const header = Buffer.alloc(33)
  header.write('\x89PNG\r\n\x1a\n', 'latin1')
  header.write('IHDR', 12, 'latin1')
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  return `data:image/png;base64,${header.toString('base64')}`
}

const count = (model: string, url: string, mediaType = 'image/png') =>
  fileTokens({ type: 'file', mediaType, url }, { family: tokenizerFamily(model), model })

describe('the tokens of a picture', () => {
  // The figures of the vendors' guides, or measured through their interfaces.
  it.each([
    ['gpt-4o', 1_024, 1_024, 765],
    ['gpt-4o', 2_048, 4_096, 1_105],
    ['gpt-4o', 512, 512, 255],
    ['gpt-4o-mini', 1_024, 1_024, 2_833 + 4 * 5_667],
    ['gpt-5', 1_024, 1_024, 630],
    ['o3', 1_024, 1_024, 675],
    ['gpt-4.1-mini', 1_024, 1_024, 1_024 * 1.62],
    ['gpt-5-nano', 4_000, 3_000, 1_536 * 2.46],
    ['gpt-6-sol', 1_280, 720, 1_104],
    ['claude-sonnet-4-5', 1_024, 1_024, 1_369],
    ['claude-sonnet-4-5', 1_920, 1_080, 1_568],
    ['claude-opus-5', 1_920, 1_080, 2_691],
    ['qwen-vl-max', 224, 448, 128],
    ['qwen-vl-max', 4_000, 3_000, 1_280],
    ['qwen3-vl-plus', 1_024, 1_024, 1_024],
    ['ernie-4.5-turbo-vl', 280, 280, 100],
    ['gemini-2.5-pro', 768, 1_536, 516],
    ['my-own-model', 1_024, 1_024, 765],
  ])('for %s of %i by %i are %d', (model, width, height, tokens) => {
    const found = count(model, pngOf(width, height))
    expect(found.tokens).toBeCloseTo(tokens, 6)
    expect(found.low).toBeCloseTo(0.8 * tokens, 6)
    expect(found.high).toBeCloseTo(1.2 * tokens, 6)
  })

  it.each(['gpt-4o', 'claude-opus-5', 'qwen3-vl-plus', 'ernie-4.5-turbo-vl', 'gemini-3-pro'])(
    'for %s are those of a usual one where its size is not to be seen',
    (model) => {
      const { tokens, low, high } = count(model, 'https://example.com/a.png')
      expect(tokens).toBe(count(model, pngOf(1_024, 1_024)).tokens)
      expect(low).toBeLessThanOrEqual(tokens)
      expect(high).toBeGreaterThanOrEqual(tokens)
    },
  )

  it.each([
    ['gpt-4o', 1_445],
    ['gpt-4o-mini', 48_169],
    ['gpt-5', 1_190],
    ['gpt-6-sol', 12_000],
    ['o4-mini', 1_536 * 1.72],
    ['claude-sonnet-4-5', 1_568],
    ['claude-opus-5', 4_784],
    ['qwen3-vl-plus', 2_560],
    ['ernie-4.5-turbo-vl', 1_280],
    ['gemini-3-pro', 25_800],
  ])('for %s are at most %d where its size is not to be seen, and no size costs more', (model, most) => {
    const { high } = count(model, 'https://example.com/a.png')
    expect(high).toBe(most)
    const side = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        expect(count(model, pngOf(width, height)).tokens).toBeLessThanOrEqual(most)
      }),
    )
    const sizes = [...Array(64).keys()].map((index) => 128 * (index + 1))
    const tokens = sizes.flatMap((width) => sizes.map((height) => count(model, pngOf(width, height)).tokens))
    expect(Math.max(...tokens)).toBeGreaterThan(0.97 * most)
  })

  it('are those of a picture however its kind is written', () => {
    expect(count('gpt-4o', pngOf(64, 64), 'IMAGE/PNG')).toEqual(count('gpt-4o', pngOf(64, 64)))
  })

  it('stay bounded for a picture that claims to be endless', () => {
    for (const model of ['gpt-4o', 'gpt-6-sol', 'claude-opus-5', 'qwen-vl-max', 'gemini-3-pro']) {
      expect(count(model, pngOf(0xffff_ffff, 1)).tokens).toBeLessThan(30_000)
      expect(count(model, pngOf(0xffff_ffff, 0xffff_ffff)).tokens).toBeLessThan(30_000)
    }
  })
})

describe('the tokens of other files', () => {
  it.each([
    ['application/pdf', 3_000],
    ['audio/wav', 1_000],
    ['video/mp4', 5_000],
    ['text/plain', 1_000],
  ])('are those of a usual one: %s', (mediaType, tokens) => {
    expect(count('gpt-4o', 'https://example.com/a', mediaType)).toEqual({ tokens, low: tokens / 4, high: tokens * 4 })
  })

  it.each([
    ['application/pdf', 5],
    ['APPLICATION/PDF', 5],
    ['audio/wav', 40],
    ['video/mp4', 20],
    ['text/plain', 1],
  ])('are bounded by the length of a data address: %s', (mediaType, charactersPerToken) => {
    for (const beginning of ['data:', 'DATA:']) {
      const url = `${beginning}${mediaType};base64,`.padEnd(1_000_000, 'A')
      const usual = count('gpt-4o', 'https://example.com/a', mediaType)
      expect(count('gpt-4o', url, mediaType)).toEqual({ ...usual, high: 1_000_000 / charactersPerToken })
      expect(count('gpt-4o', url.slice(0, 100), mediaType)).toEqual(usual)
    }
  })
})
