import type { UIMessage, UIPart } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { joinFiles, splitFiles } from './stored-files.ts'

const url = `data:image/png;base64,${'A'.repeat(4_000)}`
const good = { type: 'file', mediaType: 'image/png', url }
const odd = (...parts: unknown[]): UIMessage => ({ id: 'a', role: 'assistant', parts: parts as UIPart[] })

describe('a part that is not what its type says', () => {
  it.each([
    ['no address', { type: 'file', url: null }],
    ['an address that was left out', { type: 'file', url: undefined }],
    ['a number for an address', { type: 'file', url: 5 }],
    ['a list of addresses', { type: 'data-files', url: Array(2_000).fill(url) }],
    ['nothing in it', null],
    ['text only', url],
  ])('by having %s stays as it is, and the files beside it are split off and joined again', (_, part) => {
    const whole = odd(part, good)
    const { message, files } = splitFiles(whole)
    expect(message.parts[0]).toBe(part)
    expect(files.map(([, each]) => each)).toEqual([url])
    expect(JSON.stringify(message.parts[1])).not.toContain('AAAA')
    const keys = files.map(([key]) => key)
    expect(joinFiles(message, keys, new Map(files))).toEqual(whole)
  })

  it('because the message has no parts at all leaves the message as it is', () => {
    const bare = { id: 'a', role: 'user', content: 'hi' } as unknown as UIMessage
    const { message, files } = splitFiles(bare)
    expect([message, files]).toEqual([bare, []])
    expect(joinFiles(message, [], new Map())).toBe(message)
  })
})
