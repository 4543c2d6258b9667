import { describe, expect, it } from 'vitest'
import { picturesIn } from './pictures.ts'

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64')
const png = base64(
  0x89,
  0x50,
  0x4e,
  0x47,
  13,
  10,
  26,
  10,
  0,
  0,
  0,
  13,
  0x49,
  0x48,
  0x44,
  0x52,
  0,
  0,
  2,
  128,
  0,
  0,
  1,
  224,
)
const gif = base64(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 16, 0, 8, 0)
const jpeg = base64(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 3, 1, 1, 1)
const url = (format: string, data: string) => `data:image/${format};base64,${data}`

describe('the pictures that a model is sent', () => {
  it.each([
    [
      'chat completions',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: url('png', png) } }] }] },
    ],
    ['Responses', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: url('png', png) }] }] }],
    [
      'Messages',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } }],
          },
        ],
      },
    ],
  ])('are found in the wire of %s', (_, body) => {
    expect(picturesIn(body)).toEqual([{ format: 'PNG', bytes: 24, width: 640, height: 480 }])
  })

  it.each([
    ['gif', gif, { width: 16, height: 8 }],
    ['jpeg', jpeg, { width: 40, height: 30 }],
    ['webp', png, {}],
    ['png', base64(1), {}],
    ['jpeg', base64(0xff, 0xd8, 0xff), {}],
  ])('have the size that a %s says', (format, data, size) => {
    const bytes = Buffer.from(data, 'base64').length
    const body = { messages: [{ role: 'user', content: [url(format, data)] }] }
    expect(picturesIn(body)).toEqual([{ format: format.toUpperCase(), bytes, ...size }])
  })

  it('are those of the last thing that was said', () => {
    const shown = { role: 'user', content: [url('png', png)] }
    expect(
      picturesIn({ messages: [shown, { role: 'assistant', content: 'A.' }, { role: 'user', content: 'b' }] }),
    ).toEqual([])
    expect(picturesIn({})).toEqual([])
  })
})
