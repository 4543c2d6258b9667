import { describe, expect, it } from 'vitest'
import { textOfFile } from './text-file.ts'
import { toChatMessages } from './to-chat-messages.ts'

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const file = (mediaType: string, url: string, filename?: string) => ({
  type: 'file' as const,
  mediaType,
  url,
  filename,
})

describe('a text file in a message', () => {
  it.each([
    ['text/plain', `data:text/plain;base64,${base64('你好')}`],
    ['text/plain; charset=utf-8', `data:text/plain;charset=utf-8;base64,${base64('你好')}`],
    ['text/markdown', `data:text/markdown,${encodeURIComponent('你好')}`],
    ['application/json', `data:application/json;base64,${base64('你好')}`],
  ])('of type %s is written out', (mediaType, url) => {
    expect(textOfFile(file(mediaType, url, 'a "b".txt'))).toBe('<file name="a \'b\'.txt">\n你好\n</file>\n')
  })

  it.each([
    ['image/svg+xml', 'data:image/svg+xml;base64,PHN2Zy8+'],
    ['application/pdf', 'data:application/pdf;base64,JVBERg=='],
    ['text/plain', 'https://files.example/a.txt'],
    ['text/plain', 'data:text/plain;base64,%%%'],
    ['text/plain', 'data:text/plain,%E4%A'],
  ])('is not made of %s at %s', (mediaType, url) => {
    expect(textOfFile(file(mediaType, url))).toBeUndefined()
  })

  it('reaches the model as text beside what was said', () => {
    const parts = [file('text/plain', 'data:text/plain,hi', 'a.txt'), { type: 'text' as const, text: 'What is this?' }]
    expect(toChatMessages([{ id: 'm', role: 'user', parts }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: '<file name="a.txt">\nhi\n</file>\n' },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ])
  })
})
