import type { UIPart } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import type { NewMessage } from './chat-options.ts'
import { filePartsOf, toUserMessage } from './user-message.ts'

const file = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,' } as const

describe('what a user says', () => {
  it.each<[string, NewMessage, UIPart[]]>([
    ['text', { text: 'hi' }, [{ type: 'text', text: 'hi' }]],
    ['no text', { text: '' }, [{ type: 'text', text: '' }]],
    ['parts as they are', { parts: [{ type: 'data-x', data: 1 } as const] }, [{ type: 'data-x', data: 1 }]],
  ])('may be %s', (_, message, parts) => {
    expect(toUserMessage(message, 'm1')).toEqual({ id: 'm1', role: 'user', parts })
  })

  it('may be files, which come before the text', () => {
    const text = { type: 'text', text: 'hi' }
    expect(toUserMessage({ files: [file] }, 'm1', [file]).parts).toEqual([file])
    expect(toUserMessage({ text: 'hi', files: [file] }, 'm1', [file]).parts).toEqual([file, text])
  })

  it('keeps the metadata that go with it', () => {
    const metadata = { sluice: { model: 'm' } }
    expect(toUserMessage({ text: 'hi', metadata }, 'm1').metadata).toBe(metadata)
  })
})

describe('files', () => {
  const { signal } = new AbortController()

  it('that are ready to be sent are there at once', () => {
    expect(filePartsOf(undefined, { signal })).toEqual([])
    expect(filePartsOf([file], { signal })).toEqual([file])
  })

  it('that have to be read are waited for', async () => {
    const parts = await filePartsOf([file, new File(['hi'], 'a.txt', { type: 'text/plain' })], { signal })
    expect(parts).toEqual([
      file,
      { type: 'file', mediaType: 'text/plain', filename: 'a.txt', url: `data:text/plain;base64,${btoa('hi')}` },
    ])
  })
})
