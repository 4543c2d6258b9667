import { describe, expect, it } from 'vitest'
import { beginnings } from '../test-support/given-files.ts'
import { isAccepted, mediaTypeOf } from './media-type.ts'

describe('the type of a file', () => {
  it.each([
    ['image/png', beginnings.png],
    ['image/jpeg', beginnings.jpeg],
    ['image/gif', beginnings.gif],
    ['image/gif', 'GIF87a'],
    ['image/webp', beginnings.webp],
    ['image/webp', 'RIFF\xff\xff\xff\xffWEBPVP8X'],
    ['application/pdf', beginnings.pdf],
  ])('is %s if it begins so, whatever it is said to be', (type, bytes) => {
    for (const said of [type, 'image/png', 'text/html', '']) expect(mediaTypeOf(btoa(bytes), said)).toBe(type)
  })

  it.each(['image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/webp', 'IMAGE/PNG'])(
    'is not %s if it does not begin so',
    (said) => {
      expect(mediaTypeOf(btoa('<script>alert(1)</script>'), said)).toBe('application/octet-stream')
      expect(mediaTypeOf(btoa('RIFF....WAVE'), said)).toBe('application/octet-stream')
    },
  )

  it('is otherwise what it is said to be, without parameters', () => {
    expect(mediaTypeOf(btoa('# hi'), 'text/markdown')).toBe('text/markdown')
    expect(mediaTypeOf(btoa('hi'), 'Text/Plain;charset=UTF-8')).toBe('text/plain')
    expect(mediaTypeOf(btoa('<svg>'), 'image/svg+xml')).toBe('image/svg+xml')
    expect(mediaTypeOf(btoa('\0\0\0\x18ftypheic'), 'image/heic')).toBe('image/heic')
  })

  it('is text if nothing is said and nothing speaks against it', () => {
    expect(mediaTypeOf(btoa('# Notes\r\n\tof today \xe4\xb8\xad'), '')).toBe('text/plain')
    expect(mediaTypeOf(btoa('PK\x03\x04\x14\0'), '')).toBe('application/octet-stream')
  })
})

describe('what is accepted', () => {
  it.each([
    ['image/*', 'image/png', 'a.png', true],
    ['image/*', 'text/plain', 'a.txt', false],
    ['image/*', 'imagery/png', 'a', false],
    ['IMAGE/PNG', 'image/png', 'a', true],
    ['image/png', 'image/jpeg', 'a', false],
    ['*/*', 'application/zip', 'a', true],
    ['.md, .TXT', 'application/octet-stream', 'notes.txt', true],
    ['.md', 'text/markdown', 'A.MD', true],
    ['.md', 'text/markdown', 'md', false],
    ['.gz', 'application/gzip', 'a.tar.gz', true],
    ['.md', 'text/markdown', undefined, false],
    ['image/*, application/pdf', 'application/pdf', 'a', true],
    ['', 'image/png', 'a.png', false],
  ])('by "%s" of %s named %s: %s', (rules, type, name, expected) => {
    expect(isAccepted(rules, type, name)).toBe(expected)
    expect(isAccepted(rules.split(','), type, name)).toBe(expected)
  })

  it('is SVG only where it is named, by its type or its ending', () => {
    const accepts = (rules: string) => isAccepted(rules, 'image/svg+xml', 'a.svg')
    expect(['image/*', '*/*', 'image/svg+xml', '.svg'].map(accepts)).toEqual([false, false, true, true])
  })

  it('is what has no known type only by its ending or with everything', () => {
    const accepts = (rules: string) => isAccepted(rules, 'application/octet-stream', 'a.bin')
    expect(['image/*', 'text/*', '.bin', '*/*'].map(accepts)).toEqual([false, false, true, true])
  })
})
