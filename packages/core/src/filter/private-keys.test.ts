import { describe, expect, it } from 'vitest'
import { createFilter } from './create-filter.ts'
import { privateKeys } from './private-keys.ts'
import { base64, fakePem, randomText } from './test-support/fake-secrets.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'

const rule = privateKeys()

function found(text: string): string[] {
  const spans = findInText(rule, text)
  expect(findInPieces(rule, Array.from(text))).toEqual(spans)
  return spans.map(({ start, end }) => text.slice(start, end))
}

describe('privateKeys', () => {
  it.each(['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'ANY '])(
    'finds keys labelled %jPRIVATE KEY',
    (kind) => {
      for (const lineBreak of ['\n', '\r\n', '\\n', '\\r\\n', ' ', '\n  ', '\n> ', '\n| ']) {
        const key = fakePem(kind, 13, lineBreak)
        expect(found(`Authorization: ${key}${lineBreak}And so on.`)).toEqual([key])
        expect(found(`{"key":"${key}","next":"${key}"}`)).toEqual([key, key])
      }
    },
  )

  it('finds keys with fields before them and a checksum after them', () => {
    const encrypted = fakePem('RSA ', 6).replace(
      '\n',
      '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B2C3D4E5F60718293A4B5C6D7E8F9\n\n',
    )
    const armoured = fakePem('PGP ', 6)
      .replaceAll('KEY-', 'KEY BLOCK-')
      .replace('\n', '\nVersion: GnuPG v2.0.22 (GNU/Linux)\nComment: GPGTools - https://gpgtools.org\n\n')
      .replace('\n-----END', '\n=aB3d\n-----END')
    for (const key of [encrypted, armoured]) expect(found(`${key} `)).toEqual([key])
  })

  it('finds keys that are cut off', () => {
    const key = fakePem('RSA ', 13)
    const lines = key.split('\n')
    expect(found(lines.slice(0, 2).join('\n'))).toHaveLength(1)
    for (const end of ['', '…', '"', '\n```', '\n\n谢谢']) {
      for (const length of [100, 300, key.length - 40]) {
        const cut = key.slice(0, length).trimEnd()
        expect(found(cut + end)).toEqual([cut])
      }
    }
    expect(found(key.slice(0, key.length - 9))).toEqual([key.slice(0, key.length - 9)])
    expect(found(lines[0] ?? '')).toEqual([])
    expect(found(`${lines[0]}\nMIIEvQIBADAN`)).toEqual([])
  })

  it('lets go of what follows a key that is cut off', () => {
    const key = fakePem('', 4).split('\n').slice(0, 4).join('\n')
    const rest = ' and then some words are said about what a key is and how it should be kept from others'
    expect(found(`${key}\n${rest}`)).toEqual([`${key}\n and`])
    const { detector } = rule
    expect(detector?.live?.(`${key}\n${rest}`, '')).toBe(key.length + 1 + rest.length)
  })

  it('finds one key after another', () => {
    const keys = [fakePem('', 3), fakePem('EC ', 4).split('\n').slice(0, 4).join('\n'), fakePem('', 20)]
    expect(found(keys.join('\n'))).toEqual(keys)
  })

  it('hides one that is too long, and no words behind it', () => {
    const filter = createFilter({ rules: [rule] })
    const rest = '\nThat is the key. Keep it safe, and call us at ten (office hours), as was said before in other words'
    for (const lines of [130, 150, 300, 400]) {
      const key = fakePem('', lines, '\n')
      const other = fakePem('EC ', 4)
      for (const end of [rest, `${rest}\n${other}${rest}`, `${rest}。${other}`, rest.repeat(99)]) {
        const text = `My key: ${key}${end}`
        const shown = filter.scan(text).text
        // It is hidden piece by piece.
        const plain = shown.replace(/(\[REDACTED\])+/, '[REDACTED]')
        expect(plain).toBe(`My key: [REDACTED]${end.replace(other, '[REDACTED]')}`)
        for (const size of [1, 7, 500, 5_000]) {
          const stream = filter.stream()
          let out = ''
          for (let at = 0; at < text.length; at += size) out += stream.push(text.slice(at, at + size))
          if (end.length > 9_000) expect(stream.held()).toBeLessThan(20)
          expect(out + stream.flush()).toBe(shown)
        }
      }
    }
  })

  it('holds back no more than 8,192 units', () => {
    expect(rule.detector?.maxLength).toBe(8_192)
    const longest = `-----BEGIN PRIVATE KEY-----\n${randomText(8_160, base64)}`
    expect(found(longest)).toEqual([longest])
  })
})
