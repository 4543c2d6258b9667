import { describe, expect, it } from 'vitest'
import { toUserMessage } from './user-message.ts'

const file = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,' } as const

describe('what a user says', () => {
  it.each([
    ['text', { text: 'hi' }, [{ type: 'text', text: 'hi' }]],
    ['no text', { text: '' }, [{ type: 'text', text: '' }]],
    ['files', { files: [file] }, [file]],
    ['files before the text', { text: 'hi', files: [file] }, [file, { type: 'text', text: 'hi' }]],
    ['parts as they are', { parts: [{ type: 'data-x', data: 1 } as const] }, [{ type: 'data-x', data: 1 }]],
  ])('may be %s', (_, message, parts) => {
    expect(toUserMessage(message, 'm1')).toEqual({ id: 'm1', role: 'user', parts })
  })

  it('keeps the metadata that go with it', () => {
    const metadata = { sluice: { model: 'm' } }
    expect(toUserMessage({ text: 'hi', metadata }, 'm1').metadata).toBe(metadata)
  })
})
