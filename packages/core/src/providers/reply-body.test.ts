import { describe, expect, it } from 'vitest'
import { isJson, isPage, notAnAnswer, parseEvent, tryJson } from './reply-body.ts'

const typed = (type: string) => new Response('', { headers: { 'content-type': type } })

describe('the body of a reply', () => {
  it('is JSON or a page by its type, in any case', () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8']) {
      expect([isJson(typed(type)), isPage(typed(type))]).toEqual([true, false])
    }
    for (const type of ['text/html', 'TEXT/HTML;charset=gbk']) {
      expect([isJson(typed(type)), isPage(typed(type))]).toEqual([false, true])
    }
    expect([isJson(new Response(null)), isPage(new Response(null))]).toEqual([false, false])
  })

  it('is read as JSON where it can be, and else kept as the beginning of its text', () => {
    expect(tryJson('{"a":1}')).toEqual({ a: 1 })
    expect(tryJson('')).toBe('')
    expect(tryJson('x'.repeat(5_000))).toBe('x'.repeat(1_000))
  })
})

describe('an event', () => {
  it('is its JSON', () => {
    expect(parseEvent({ data: '[1]' })).toEqual([1])
  })

  it('that is none has broken off if nothing ended it, and is no answer otherwise', () => {
    expect(() => parseEvent({ data: '{"a', unterminated: true })).toThrow(
      expect.objectContaining({ code: 'interrupted' }),
    )
    expect(() => parseEvent({ data: '{"a' })).toThrow(expect.objectContaining({ code: 'server', cause: '{"a' }))
    expect(notAnAnswer('x'.repeat(5_000)).cause).toHaveLength(200)
  })
})
