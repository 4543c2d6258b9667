import { describe, expect, it } from 'vitest'
import { createClassifier } from './failure.ts'
import { createOpenAIReply } from './openai-reply.ts'

const classify = createClassifier()
const start = { type: 'start', provider: 'qianfan', model: 'ernie' } as const
const newReply = () =>
  createOpenAIReply(start, (body) => classify({ status: 200, headers: new Headers(), body, now: 0 }))
const choice = (fields: object, rest: object = {}) => ({
  choices: [{ index: 0, delta: { content: '' }, ...fields }],
  ...rest,
})
const read = (...chunks: object[]) => {
  const reply = newReply()
  return chunks.flatMap((chunk) => reply.read(chunk, undefined)).filter(({ type }) => type !== 'start')
}

describe('what Qianfan judges of an answer', () => {
  it('is told where it is in doubt', () => {
    expect(read(choice({ flag: 0 }), choice({ flag: 2 }))).toEqual([
      { type: 'notice', notice: 'flagged', details: { level: 2 } },
    ])
  })

  it('is told once where it wants the history to be dropped', () => {
    const clear = choice({ need_clear_history: true })
    expect(read(choice({ need_clear_history: false }), clear, clear)).toEqual([
      { type: 'notice', notice: 'context-cleared' },
    ])
  })

  it.each([{ flag: '1' }, { flag: -1 }, { flag: true }, { need_clear_history: 1 }, { need_clear_history: 'true' }])(
    'is nothing of %j',
    (fields) => {
      expect(read(choice(fields))).toEqual([])
    },
  )
})

describe('the pages that Qianfan found', () => {
  it('are sources, numbered on with those of other kinds', () => {
    const annotations = [{ url_citation: { url: 'https://example.net', title: 'Net' } }]
    const results = [
      { index: 1, url: 'https://example.com', title: 'Example' },
      { index: 2, url: 'http://example.org', title: '' },
    ]
    expect(read(choice({}, { search_results: results }), choice({ delta: { annotations } }))).toEqual([
      { type: 'source', id: 'source-1', url: 'https://example.com', title: 'Example' },
      { type: 'source', id: 'source-2', url: 'http://example.org', title: undefined },
      { type: 'source', id: 'source-3', url: 'https://example.net', title: 'Net' },
    ])
  })

  it('are named once, however many chunks repeat them', () => {
    const found = choice({}, { search_results: [{ url: 'https://example.com', title: 'Example' }] })
    expect(read(found, found)).toHaveLength(1)
  })

  it('are none without an address of the web', () => {
    const urls = [undefined, '', 5, 'javascript:alert(1)', 'data:text/html,x', '/here', 'ftp://example.com']
    const results = [...urls.map((url) => ({ url, title: 'x' })), null, 'https://example.com']
    expect(read(choice({}, { search_results: results }), choice({}, { search_results: 'none' }))).toEqual([])
  })
})

describe('the state of a reply', () => {
  it('is open until it says that it is complete, and never over: usage may follow', () => {
    const reply = newReply()
    const states = [choice({}), choice({ finish_reason: '' }), choice({ finish_reason: 'stop' })].map((chunk) => {
      reply.read(chunk, undefined)
      return reply.state()
    })
    expect(states).toEqual(['open', 'open', 'complete'])
  })

  it('is complete with the terminal marker, and with is_end', () => {
    const marked = newReply()
    marked.done?.()
    expect(marked.state()).toBe('complete')
    const ended = newReply()
    ended.read(choice({ is_end: true }), undefined)
    expect(ended.state()).toBe('complete')
  })
})
