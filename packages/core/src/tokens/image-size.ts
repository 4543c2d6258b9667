/** Width and height in pixels. */
export interface ImageSize {
  width: number
  height: number
}

/** Reads a byte at its offset; `undefined` beyond the end, and of what is no base64. */
type ByteAt = (offset: number) => number | undefined

/** The size of a picture whose address holds it: PNG, GIF, WebP or JPEG as `data:` in base64. Only its header is read. */
export function imageSize(url: string): ImageSize | undefined {
  const bytes = dataBytes(url)
  if (bytes === undefined) return undefined
  const size = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes)
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined
}

const longestPreamble = 200

function dataBytes(url: string): ByteAt | undefined {
  const preamble = url.slice(0, longestPreamble).split(',', 1)[0] ?? ''
  if (!/^data:image\/.*;base64$/i.test(preamble)) return undefined
  const start = preamble.length + 1
  return (offset) => {
    // Three bytes are four digits: byte n begins within digit n + n / 3.
    const at = start + offset + Math.floor(offset / 3)
    const bits = (offset % 3) * 2
    const first = digitOf(url.charCodeAt(at))
    const second = digitOf(url.charCodeAt(at + 1))
    if (first === undefined || second === undefined) return undefined
    return ((first << (bits + 2)) & 0xff) | (second >> (4 - bits))
  }
}

function digitOf(unit: number): number | undefined {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61 + 26
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 52
  if (unit === 0x2b || unit === 0x2d) return 62
  return unit === 0x2f || unit === 0x5f ? 63 : undefined
}

function pngSize(byteAt: ByteAt): ImageSize | undefined {
  if (!says(byteAt, 0, '\x89PNG') || !says(byteAt, 12, 'IHDR')) return undefined
  return sizeOf(number(byteAt, [16, 17, 18, 19]), number(byteAt, [20, 21, 22, 23]))
}

function gifSize(byteAt: ByteAt): ImageSize | undefined {
  if (!says(byteAt, 0, 'GIF8')) return undefined
  return sizeOf(number(byteAt, [7, 6]), number(byteAt, [9, 8]))
}

function webpSize(byteAt: ByteAt): ImageSize | undefined {
  if (!says(byteAt, 0, 'RIFF') || !says(byteAt, 8, 'WEBP')) return undefined
  if (says(byteAt, 12, 'VP8X')) return sizeOf(number(byteAt, [26, 25, 24]), number(byteAt, [29, 28, 27]), 0xffffff, 1)
  if (says(byteAt, 12, 'VP8 ')) return sizeOf(number(byteAt, [27, 26]), number(byteAt, [29, 28]), 0x3fff)
  if (!says(byteAt, 12, 'VP8L')) return undefined
  const bits = number(byteAt, [24, 23, 22, 21])
  return bits === undefined ? undefined : sizeOf(bits, bits >>> 14, 0x3fff, 1)
}

// A photograph has its thumbnail, its colours and its place before its size: a handful of segments, seldom dozens.
const mostSegments = 200

function jpegSize(byteAt: ByteAt): ImageSize | undefined {
  if (number(byteAt, [0, 1]) !== 0xffd8) return undefined
  let at = 2
  for (let segment = 0; segment < mostSegments; segment++) {
    const marker = byteAt(at + 1)
    const length = number(byteAt, [at + 2, at + 3])
    if (byteAt(at) !== 0xff || marker === undefined || length === undefined) return undefined
    if (marker === 0xff) {
      at += 1
      continue
    }
    // Frames begin with C0 to CF, but for tables (C4, CC) and a reserved one (C8).
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return sizeOf(number(byteAt, [at + 7, at + 8]), number(byteAt, [at + 5, at + 6]))
    }
    // The picture itself begins, or the segment has no good length: there is no size to come.
    if (marker === 0xda || marker === 0xd9 || length < 2) return undefined
    at += 2 + length
  }
  return undefined
}

function says(byteAt: ByteAt, offset: number, text: string): boolean {
  return [...text].every((character, index) => byteAt(offset + index) === character.charCodeAt(0))
}

/** The number in these bytes, the highest first. */
function number(byteAt: ByteAt, offsets: readonly number[]): number | undefined {
  let value = 0
  for (const offset of offsets) {
    const byte = byteAt(offset)
    if (byte === undefined) return undefined
    value = value * 256 + byte
  }
  return value
}

function sizeOf(width?: number, height?: number, mask?: number, more = 0): ImageSize | undefined {
  if (width === undefined || height === undefined) return undefined
  const bits = (value: number) => (mask === undefined ? value : (value & mask) + more)
  return { width: bits(width), height: bits(height) }
}
