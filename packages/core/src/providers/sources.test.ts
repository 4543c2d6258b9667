import { describe, expect, it } from 'vitest'
import { createSources } from './sources.ts'

describe('the sources of an answer', () => {
  it('have an address of the web', () => {
    const toSource = createSources()
    for (const url of ['javascript:alert(1)', ' https://example.com', '', null]) expect(toSource(url, 'x')).toEqual([])
    expect(toSource('HTTPS://example.com', 5)).toEqual([
      { type: 'source', id: 'source-1', url: 'HTTPS://example.com', title: undefined },
    ])
  })

  it('are told of once each, and numbered', () => {
    const toSource = createSources()
    const urls = ['https://a.example', 'https://b.example', 'https://a.example', 'https://c.example']
    const ids = urls.flatMap((url) => toSource(url, 'x').map(({ id }) => id))
    expect(ids).toEqual(['source-1', 'source-2', 'source-3'])
    expect(createSources()('https://a.example', 'x')).toMatchObject([{ id: 'source-1' }])
  })

  it('are a thousand at most', () => {
    const toSource = createSources()
    const told = Array.from({ length: 1_001 }, (_, index) => toSource(`https://example.com/${index}`, 'x'))
    expect(told.flat()).toHaveLength(1_000)
  })
})
