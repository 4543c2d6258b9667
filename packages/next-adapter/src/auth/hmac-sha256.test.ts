import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacSha256, toBase64, toHex } from './hmac-sha256.ts'

describe('hmacSha256', () => {
  it('is the one of RFC 4231, test case 2', async () => {
    expect(toHex(await hmacSha256('Jefe', 'what do ya want for nothing?'))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it.each([
    ['key', ''],
    ['密钥-😀', '行一\n行二 😀'],
    ['k'.repeat(65), 'a key longer than a block'],
  ])('takes key and text as UTF-8: %j, %j', async (key, text) => {
    const digest = await hmacSha256(key, text)
    expect(toHex(digest)).toBe(createHmac('sha256', key).update(text).digest('hex'))
    expect(toBase64(digest)).toBe(createHmac('sha256', key).update(text).digest('base64'))
  })
})
