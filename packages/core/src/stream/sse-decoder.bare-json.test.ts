import { describe, expect, it } from 'vitest'
import { createBareJson } from './bare-json.ts'
import { decodeSse, type SseDecoderOptions } from './sse-decoder.ts'

const encoder = new TextEncoder()

/** What is read of pieces that arrive one by one; events as their data, with a `!` before one that nothing ended. */
async function decode(pieces: readonly Uint8Array[], options: SseDecoderOptions = {}): Promise<string[]> {
  const rest = [...pieces]
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
  })
  const read: string[] = []
  for await (const batch of decodeSse(body, { bareJson: createBareJson, ...options })) {
    for (const event of batch) read.push(`${event.unterminated ? '!' : ''}${event.data}`)
  }
  return read
}
const whole = (text: string, options?: SseDecoderOptions) => decode([encoder.encode(text)], options)

describe('JSON on lines of its own', () => {
  it.each([
    ['on one line', '{"error":"a"}\n', ['{"error":"a"}']],
    ['on one line at the end', '{"error":"a"}', ['!{"error":"a"}']],
    ['with blank lines around', '\n\n{"a":1}\r\n\r\n', ['{"a":1}']],
    ['with text of many bytes', '{"error":"你好 👋🏽"}\n\n', ['{"error":"你好 👋🏽"}']],
    ['on several lines', '{\n  "a": {\n    "b": 1\n  }\n}\n', ['{  "a": {    "b": 1  }}']],
    ['on several lines at the end', '{\r\n "a": 1\r\n}', ['!{ "a": 1}']],
    ['twice', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['between frames', 'data: 1\n\n{"a":1}\n\ndata: 2\n\n', ['1', '{"a":1}', '2']],
    ['before a frame that nothing ends', '{"a":1}\ndata: 2', ['{"a":1}', '!2']],
    ['after unknown fields and comments', 'foo: bar\n: {"no":1}\nfoo {"no":1}\n{"a":1}\n', ['{"a":1}']],
    ['with a colon and a blank in it', '{"data": "event: x"}\n\n', ['{"data": "event: x"}']],
    ['in lines that are no objects', '[1]\n"text"\n5\n}\n', []],
    ['that is none', '{oops}\n\ndata: 1\n\n', ['1']],
    ['that is cut off', 'data: 1\n\n{"a":', ['1']],
  ])('%s is read the same wherever it is cut', async (_, text, expected) => {
    const bytes = encoder.encode(text)
    expect(await decode([bytes])).toEqual(expected)
    expect(await decode([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await decode([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(expected)
    }
  })

  it('is passed over where nobody asked for it', async () => {
    const text = 'data: 1\n\n{"a":1}\n\ndata: 2\n\n'
    expect(await whole(text, { bareJson: undefined })).toEqual(['1', '2'])
  })

  it('is given up when it gets longer than 64 KiB, on one line or many, and what follows is read', async () => {
    const long = 'x'.repeat(65_536)
    expect(await whole(`{"a":"${long}"}\n\ndata: 1\n\n{"b":1}\n`)).toEqual(['1', '{"b":1}'])
    const lines = '"key": "value",\n'.repeat(5_000)
    expect(await whole(`{\n${lines}"end": 1}\n\ndata: 1\n\n`)).toEqual(['1'])
    expect(await whole(`{"a":"${'x'.repeat(60_000)}"}\n`)).toHaveLength(1)
  })

  it('is given up when too many of its lines could be its last, for each is tried', async () => {
    const list = (length: number) => `{"a":[{}\n${',{}\n'.repeat(length - 1)}]}\n\ndata: 1\n\n`
    expect(await whole(list(90))).toHaveLength(2)
    expect(await whole(list(110))).toEqual(['1'])
    expect(await whole(`{"a":{\n${'"b":{}}\n'.repeat(20_000)}\n\ndata: 1\n\n`)).toEqual(['1'])
  })
})
