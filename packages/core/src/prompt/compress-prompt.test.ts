import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import { estimateTokens } from '../tokens/estimate.ts'
import { compressPrompt, restorePrompt } from './compress-prompt.ts'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const compressed = (text: string) => compressPrompt(text).text

describe('the white space of a text', () => {
  it('is left out between words, at the ends of lines and between paragraphs', () => {
    const text = 'Dear  all,   \n\n\n\n  \nthe    sluice is     open.\t \nIt   is  wide.\n\n\n\n'
    expect(compressed(text)).toBe('Dear all,\n\nthe sluice is open.\nIt is wide.\n\n')
  })

  it('stays of its kind: Chinese blanks, and the line breaks of Windows', () => {
    expect(compressed('水闸　　　　是控制　　水流的\r\n\r\n\r\n\r\n闸门　　　\r\n和坝    顶')).toBe(
      '水闸　是控制　水流的\r\n\r\n闸门\r\n和坝 顶',
    )
  })

  it('stays at the beginning of lines, where it makes lists and paragraphs', () => {
    const text = '- one    of  them\n  - two    and  more\n　　第一段    很长  的话'
    expect(compressed(text)).toBe('- one of them\n  - two and more\n　　第一段 很长 的话')
  })

  it.each([
    ['a fenced block', 'See:\n\n```py\nif  x:\n\n\n\n    y   =  1   \n```\n'],
    ['a fence that is never closed', '~~~\na   b\n\n\n\nc    d   '],
    ['a fence with a line separator in its name', '```py\u2028 3\na   b\n\n\n\nc   d\n```\n'],
    ['a fence in a list', '- see:\n  ```\n  a    b   \n  ```\n'],
    ['a fence with shorter ones in it', '````\n```\na   b   \n```\n\n\n\nc   d\n````\n'],
    ['an indented block', 'See:\n\n    a   =  1\n\n\n\n    b  =   2   \n'],
    ['a block indented by a tab', 'See:\n\n\ta   =  1   \n'],
    ['code in a line', 'Type `a    b` and ``c  `   d`` now'],
    ['code over two lines', 'Type `a    b\nc    d` now'],
    ['code that is never closed', 'Type `a    b and   c'],
    ['a table', '| a    | b   |\n|------|-----|\n| 1    | 2   |\n'],
    ['a table of tabs', 'name\t\tage\nAda   L\t36\n'],
    ['columns', 'name      age\nAda       36\nGrace     85\n'],
    ['HTML that is shown as it is', 'So:\n<pre class="x">\na    b   \n\n\n\nc    d\n</pre>\n'],
    ['HTML that is never closed', 'So:\n<PRE>\na    b\n\n\n\nc    d   \n'],
    ['HTML in a line', 'So: <pre>a    b</pre> it is   wide'],
    ['a script', '<script>\nlet  a = `x   y`\n</script>'],
    ['a formula', 'So:\n$$\na    b   \n\\text{x    y}\n$$\n'],
    ['a formula in a line', 'So: $$a    b$$ and $$c    d$$ it is'],
    ['JSON', '{\n  "a":   1,\n\n\n\n  "b":  [1,   2],\n  "c": "x    y"\n}'],
    ['JSON among prose', 'It said:\n[\n  "x    y",\n  "z    z"\n]\nand ended.'],
    ['JSON in a line', 'It said {"text":  "x    y"} to me'],
  ])('stays in %s', (_, text) => {
    expect(compressed(text)).toBe(text)
  })

  it('stays where it breaks a line in a paragraph, as Markdown does: two blanks, no more', () => {
    const text = 'Roses  \nViolets     \r\nSugar\t  \nPoems \nEnd  \n\nNext   \n   \nLast  '
    const shorter = 'Roses  \nViolets  \r\nSugar  \nPoems\nEnd\n\nNext\n\nLast'
    expect(compressed(text)).toBe(shorter)
    expect(compressed(shorter)).toBe(shorter)
    expect(compressed(`${disclaimer}  \n${disclaimer}x`)).toBe(`${disclaimer}  \n${disclaimer}x`)
  })

  it('goes again where HTML and formulas are over', () => {
    expect(compressed('<pre>\na   b</pre>\nNow    some   words.')).toBe('<pre>\na   b</pre>\nNow some words.')
    expect(compressed('$$\na   b\n$$\nNow    some   words.')).toBe('$$\na   b\n$$\nNow some words.')
    // A formula has no blank line: these are just signs.
    expect(compressed('It costs $$   a lot.\n\nNow    some   words.')).toBe('It costs $$   a lot.\n\nNow some words.')
    expect(compressed('The    <prefix>    is   short')).toBe('The <prefix> is short')
    expect(compressed('```\n<pre>  $$\n```\nNow    some   words.')).toBe('```\n<pre>  $$\n```\nNow some words.')
  })

  it('goes again where code and JSON are over', () => {
    const text = '```\na   b\n```\nNow    some   words.\n{"a":  1}\nMore    of    them.'
    expect(compressed(text)).toBe('```\na   b\n```\nNow some words.\n{"a":  1}\nMore of them.')
    expect(compressed('[see below]    and   then\nmore    words')).toBe('[see below] and then\nmore words')
  })
})

const disclaimer =
  'This message and its attachments are confidential and may be read by the person named above alone. If you are somebody else, delete it and tell us.'
const chinese = '本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组，禁止任何其他人以任何形式使用。'

describe('what is said again', () => {
  it('is said once, and referred to', () => {
    const { messages, savedTokens, changes } = compressPrompt([
      user(`Where is it?\n\n${disclaimer}`),
      { role: 'assistant', content: 'Here.' },
      user(`And now?\n\n${disclaimer}\n\nThanks.`),
    ])
    expect(messages.map(({ content }) => content)).toEqual([
      `Where is it?\n\n${disclaimer}`,
      'Here.',
      'And now?\n\n[as above]\n\nThanks.',
    ])
    expect(savedTokens).toBe(
      estimateTokens(`And now?\n\n${disclaimer}\n\nThanks.`).tokens -
        estimateTokens('And now?\n\n[as above]\n\nThanks.').tokens,
    )
    expect(changes).toEqual([{ kind: 'repeat', messageIndex: 2, start: 10, end: 20, original: disclaimer }])
  })

  it('is found in Chinese, in one message, and in quoted mail whose lines are broken elsewhere', () => {
    expect(compressed(`甲\n\n${chinese}\n\n乙\n\n${chinese}\n\n丙`)).toBe(`甲\n\n${chinese}\n\n乙\n\n[同上文]\n\n丙`)
    const quoted = disclaimer.replace(/(.{30}) /g, '$1\n').replace(/^/gm, '> ')
    expect(compressed(`${disclaimer}\n\nYes.\n\n> >\n${quoted}\n>\n> So long`)).toBe(
      `${disclaimer}\n\nYes.\n\n> >\n[as above]\n>\n> So long`,
    )
  })

  it('is found line by line where paragraphs differ', () => {
    expect(compressed(`One.\n${disclaimer}\n\nTwo.\n${disclaimer}`)).toBe(`One.\n${disclaimer}\n\nTwo.\n[as above]`)
  })

  it('is referred to once for all paragraphs in a row', () => {
    const both = `${disclaimer}\n\n${chinese}`
    expect(compressed(`${both}\n\nTwo.\n\n${both}\n\nThree.`)).toBe(`${both}\n\nTwo.\n\n[as above]\n\nThree.`)
  })

  it('is left out without a word, if that is wished', () => {
    const text = `${disclaimer}\n\nTwo.\n\n${disclaimer}\n\nThree.`
    expect(compressPrompt(text, { reference: '' }).text).toBe(`${disclaimer}\n\nTwo.\n\nThree.`)
  })

  it('leaves the code behind it indented, if it is left out', () => {
    const text = `${disclaimer}\n\nTwo.\n\n${disclaimer}\n\n    x   = 1\n`
    expect(compressPrompt(text, { reference: '' }).text).toBe(`${disclaimer}\n\nTwo.\n\n    x   = 1\n`)
  })

  it('stays if it is short, in code, or all that a message says', () => {
    for (const text of [
      'Yes, please.\n\nYes, please.',
      `\`\`\`\n${disclaimer}\n\`\`\`\n\n\`\`\`\n${disclaimer}\n\`\`\``,
    ]) {
      expect(compressed(text)).toBe(text)
    }
    const again = [user(disclaimer), user(disclaimer)]
    expect(compressPrompt(again).messages).toBe(again)
    expect(compressPrompt(`${disclaimer}\n\na\n\n${disclaimer}`, { minRepeatTokens: 500 }).savedTokens).toBe(0)
  })

  it('leaves the beginning of a conversation as it was when it grows', () => {
    const all = Array.from({ length: 6 }, (_, index) => user(`Mail  ${index}\n\n${disclaimer}\n\n${chinese}`))
    const whole = compressPrompt(all).messages
    for (let count = 1; count < all.length; count++) {
      expect(compressPrompt(all.slice(0, count)).messages).toEqual(whole.slice(0, count))
    }
  })
})

describe('a conversation', () => {
  const json = '{\n  "n": 1.0,\n  "big": 12345678901234567890,\n  "s": "a  \\" b",\n  "list": [1,   2]\n}'
  const thought = { type: 'reasoning', text: 'a    b    c' } as const
  const call = { type: 'tool-call', id: 'c', name: 'now', arguments: '{ "a":    1 }' } as const
  const file = { type: 'file', mediaType: 'image/png', url: 'data:,a    b' } as const
  const wide = 'many    words    in    a    row'
  const messages: ChatMessage[] = [
    { role: 'system', content: wide },
    { role: 'user', content: [{ type: 'text', text: wide }, file] },
    { role: 'assistant', content: [thought, { type: 'text', text: wide }, call] },
    { role: 'tool', toolCallId: 'c', toolName: 'now', content: json },
    { role: 'user', content: 'ok' },
  ]

  it('keeps its instructions, thoughts, files, tool calls and what tools answered', () => {
    const { messages: shorter } = compressPrompt(messages)
    expect(shorter).toEqual([
      messages[0],
      { role: 'user', content: [{ type: 'text', text: 'many words in a row' }, file] },
      { role: 'assistant', content: [thought, { type: 'text', text: 'many words in a row' }, call] },
      messages[3],
      messages[4],
    ])
    expect(shorter[3]).toBe(messages[3])
    expect(shorter[4]).toBe(messages[4])
  })

  it('gives up those of instructions and tools if it is asked to, and no digit of JSON', () => {
    const { messages: shorter, restore } = compressPrompt(messages, { system: true, toolResults: true })
    expect(shorter[0]?.content).toBe('many words in a row')
    expect(shorter[3]?.content).toBe('{"n":1.0,"big":12345678901234567890,"s":"a  \\" b","list":[1,2]}')
    expect(restore()).toEqual(messages)
  })

  it('is the same list where there is nothing to save, and where all is switched off', () => {
    const plain = [user('Hello.')]
    expect(compressPrompt(plain)).toMatchObject({ savedTokens: 0, changes: [] })
    expect(compressPrompt(plain).messages).toBe(plain)
    expect(compressPrompt(messages, { whiteSpace: false, repeats: false, toolResults: true }).messages).toBe(messages)
  })

  it('can be restored later, by what was written down', () => {
    const { messages: shorter, changes } = compressPrompt(messages, { toolResults: true })
    expect(restorePrompt(JSON.parse(JSON.stringify(shorter)), JSON.parse(JSON.stringify(changes)))).toEqual(messages)
  })

  it('refuses a bound below 1', () => {
    expect(() => compressPrompt('x', { minRepeatTokens: 0 })).toThrow(
      'compressPrompt: minRepeatTokens must be a number of at least 1, got 0',
    )
  })
})

const bits = [
  'words and',
  '  ',
  '   ',
  '\n',
  '\n\n',
  '\n\n\n\n',
  '\t',
  '\r\n',
  '`',
  '```\n',
  '    code',
  '> ',
  '| a  |',
  '{"a":  1}',
  '[',
  '{\n',
  '}\n',
  '"',
  disclaimer,
  chinese,
  '　　',
  '水闸',
  '<pre>',
  '</pre>\n',
  '$$',
  '\ud800',
]
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...bits), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
)
const anyMessage: fc.Arbitrary<ChatMessage> = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'system'), content: anyText }) as fc.Arbitrary<ChatMessage>,
  anyText.map(
    (text): ChatMessage => ({
      role: 'assistant',
      content: [
        { type: 'text', text },
        { type: 'text', text },
      ],
    }),
  ),
  anyText.map((content): ChatMessage => ({ role: 'tool', toolCallId: 'c', toolName: 't', content })),
)
const anyOptions = fc.record(
  {
    whiteSpace: fc.boolean(),
    repeats: fc.boolean(),
    minRepeatTokens: fc.integer({ min: 1, max: 40 }),
    reference: fc.constantFrom('', '[…]'),
    system: fc.boolean(),
    toolResults: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('any conversation', () => {
  it('can be restored exactly, and has as many tokens fewer as is said', () => {
    const tokensOf = (messages: readonly ChatMessage[]) =>
      messages
        .flatMap(({ content }) =>
          typeof content === 'string' ? [content] : content.map((part) => ('text' in part ? part.text : '')),
        )
        .reduce((sum, text) => sum + estimateTokens(text).tokens, 0)
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), anyOptions, (messages, options) => {
        const result = compressPrompt(messages, options)
        expect(result.restore()).toEqual(messages)
        expect(result.messages.map(({ role }) => role)).toEqual(messages.map(({ role }) => role))
        expect(tokensOf(messages) - tokensOf(result.messages)).toBe(result.savedTokens)
        expect(result.changes.length === 0).toBe(result.messages === messages)
        expect(result.savedTokens > 0).toBe(result.changes.length > 0)
      }),
      { numRuns: 400 },
    )
  })

  it('keeps every word where only white space is left out', () => {
    const words = (text: string) => text.replace(/\s/g, '')
    fc.assert(
      fc.property(anyText, (text) => {
        const result = compressPrompt(text, { repeats: false })
        expect(words(result.text)).toBe(words(text))
        expect(result.restore()).toBe(text)
        expect(result.text.split('\n').filter((line) => line.trim() !== '').length).toBe(
          text.split('\n').filter((line) => line.trim() !== '').length,
        )
      }),
      { numRuns: 400 },
    )
  })
})

describe('a long text', () => {
  const megabyte = 2 ** 20
  it.each([
    ['blanks', ' '.repeat(megabyte)],
    ['blank lines', '\n'.repeat(megabyte)],
    ['blanks and words by turns', 'a  '.repeat(megabyte / 3)],
    ['backticks', '` '.repeat(megabyte / 2)],
    ['backticks of all lengths', Array.from({ length: 1_400 }, (_, length) => '`'.repeat(length + 1)).join(' ')],
    ['brackets', '['.repeat(megabyte)],
    ['lines of brackets', '[\n'.repeat(megabyte / 2)],
    ['quotation marks', '"'.repeat(megabyte)],
    ['tags', '<pre>'.repeat(megabyte / 5)],
    ['halves of tags', '<pre '.repeat(megabyte / 5)],
    ['lines of tags', '<pre>\n</pre>\n'.repeat(megabyte / 13)],
    ['dollars', '$'.repeat(megabyte)],
    ['lines of dollars', '$$\n'.repeat(megabyte / 3)],
    ['broken lines', 'a  \n'.repeat(megabyte / 4)],
    ['quoted mail', '> '.repeat(megabyte / 2)],
    ['one paragraph again and again', `${disclaimer}\n\n`.repeat(megabyte / 150)],
    ['columns', `${'a  '.repeat(100)}\n`.repeat(megabyte / 301)],
    ['Chinese', `${chinese}\n`.repeat(megabyte / 150)],
  ])('of %s takes time by its length', (_, text) => {
    const before = performance.now()
    compressPrompt(text, { toolResults: true })
    expect(performance.now() - before).toBeLessThan(3_000)
  })

  it('of JSON takes time by its length', () => {
    const content = JSON.stringify({ text: 'a'.repeat(megabyte), list: Array(50_000).fill(1) }, null, 2)
    const before = performance.now()
    compressPrompt([{ role: 'tool', toolCallId: 'c', toolName: 't', content }], { toolResults: true })
    expect(performance.now() - before).toBeLessThan(3_000)
  })
})
