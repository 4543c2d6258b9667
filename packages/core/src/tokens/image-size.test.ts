import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageSize } from './image-size.ts'

const dataUrl = (bytes: readonly number[], type = 'image/png') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
const big = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256)
const little = (value: number, bytes: number) => big(value, bytes).toReversed()

const png = (width: number, height: number) => [
  ...[0x89, ...letters('PNG\r\n'), 0x1a, 0x0a, 0, 0, 0, 13],
  ...letters('IHDR'),
  ...[...big(width, 4), ...big(height, 4), 8, 6, 0, 0, 0],
]
const gif = (width: number, height: number) => [
  ...letters('GIF89a'),
  ...little(width, 2),
  ...little(height, 2),
  0,
  0,
  0,
]
const riff = (kind: string, ...chunk: number[]) => [
  ...letters('RIFF'),
  0,
  0,
  0,
  0,
  ...letters(`WEBP${kind}`),
  0,
  0,
  0,
  0,
  ...chunk,
]
const webp = {
  extended: (width: number, height: number) =>
    riff('VP8X', 0, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)),
  lossy: (width: number, height: number) =>
    riff('VP8 ', 0, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2)),
  lossless: (width: number, height: number) =>
    riff('VP8L', 0x2f, ...little(((width - 1) % 16_384) | ((height - 1) << 14), 4)),
}
const segment = (marker: number, length: number) => [0xff, marker, ...big(length + 2, 2), ...Array(length).fill(7)]
const jpeg = (width: number, height: number, ...before: number[][]) => [
  ...[0xff, 0xd8, ...before.flat()],
  ...[0xff, 0xc2, 0, 17, 8, ...big(height, 2), ...big(width, 2), 3],
]

const side = fc.integer({ min: 1, max: 8_000 })

describe('the size of a picture', () => {
  it.each<[string, (width: number, height: number) => number[]]>([
    ['PNG', png],
    ['GIF', gif],
    ['WebP, extended', webp.extended],
    ['WebP, lossy', webp.lossy],
    ['WebP, lossless', webp.lossless],
    ['JPEG', jpeg],
    [
      'JPEG, after a thumbnail, colours and padding',
      (width, height) => jpeg(width, height, segment(0xe1, 60_001), segment(0xe2, 3_144), [0xff], segment(0xc4, 28)),
    ],
  ])('is read from the header: %s', (_, write) => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        expect(imageSize(dataUrl(write(width, height)))).toEqual({ width, height })
      }),
      { numRuns: 30 },
    )
  })

  it('is that of real files', () => {
    const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    expect(imageSize(`data:image/png;base64,${dot}`)).toEqual({ width: 1, height: 1 })
    expect(imageSize('data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7')).toEqual({
      width: 1,
      height: 1,
    })
  })

  it.each([
    ['an address', 'https://example.com/a.png'],
    ['no base64', 'data:image/svg+xml,<svg/>'],
    ['another format', dataUrl(letters('BM and more than forty bytes of a bitmap, to be sure'))],
    ['nothing', 'data:image/png;base64,'],
    ['no digits', 'data:image/png;base64,????????????????????????????????'],
    ['a size of zero', dataUrl(png(0, 10))],
    ['a header cut short', dataUrl(png(10, 10).slice(0, 20))],
    ['a JPEG without a frame', dataUrl([0xff, 0xd8, ...segment(0xe1, 10), 0xff, 0xda, 0, 8])],
    ['a JPEG of endless padding', dataUrl([0xff, 0xd8, ...Array(10_000).fill(0xff)])],
    ['a JPEG with a segment of no length', dataUrl([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0])],
  ])('is not known of %s', (_, url) => {
    expect(imageSize(url)).toBeUndefined()
  })

  it('is never read from beyond the header: a picture of any length costs the same', () => {
    const url = dataUrl(png(640, 480)) + 'A'.repeat(20_000_000)
    const startedMs = performance.now()
    for (let index = 0; index < 1_000; index++) imageSize(url)
    expect(performance.now() - startedMs).toBeLessThan(500)
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom([], [0xff, 0xd8], letters('RIFF1234WEBP')),
        (bytes, start) => {
          const size = imageSize(dataUrl([...start, ...bytes]))
          if (size !== undefined) expect(Math.min(size.width, size.height)).toBeGreaterThan(0)
        },
      ),
    )
  })
})
