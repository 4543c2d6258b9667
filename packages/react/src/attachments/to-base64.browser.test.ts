import { describe, expect, it } from 'vitest'
import { toBase64 } from './to-base64.ts'
import { toFileParts } from './to-file-parts.ts'

describe('base64 in a browser', () => {
  it.each([1, 2, 3, 65_537, 5_242_880])('holds all of %i bytes', async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, index) => index * 7)
    const response = await fetch(`data:;base64,${await toBase64(new Blob([bytes], { type: 'text/plain;a=","' }))}`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  })

  it('takes files as an input gives them', async () => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['hi'], 'a.txt', { type: 'text/plain' }))
    const input = document.createElement('input')
    input.type = 'file'
    input.files = transfer.files
    expect(await toFileParts(input.files)).toEqual([
      { type: 'file', mediaType: 'text/plain', filename: 'a.txt', url: 'data:text/plain;base64,aGk=' },
    ])
  })
})
