import { join } from 'node:path'
import { askToGoOn } from '@sluice/core'
import type { SimulatedRequest } from '@sluice/core/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { strings } from './strings.ts'

type Answers = typeof import('./answer.ts')
let answers: Answers

// Next runs in the app's folder, and from there the documentation is found.
beforeAll(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(join(import.meta.dirname, '..'))
  answers = await import('./answer.ts')
})
afterAll(() => vi.restoreAllMocks())

const address = { wire: 'openai-chat', url: 'http://simulated.invalid/v1/chat/completions' } as const
const unread = { ...address, isStreaming: true, maxTokens: undefined, headers: new Headers(), body: {} }
function asking(...texts: string[]): SimulatedRequest {
  const messages = texts.map((text, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', text }) as const)
  return { model: 'docs', messages, prompt: texts.at(-1) ?? '', ...unread }
}
const ask = (...texts: string[]) => answers.answer(asking(...texts))

const notice = { zh: '这是模拟的模型', en: 'This is a simulated model' }
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text)
const withoutCode = (text: string) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '')

/** Stories and placeholders are no quotations. */
const isOnSluice = ({ label }: { label: string }) => !/过滤|隐私|filter|Privacy/.test(label)

describe('an answer', () => {
  it.each([
    ['怎样在 Next.js 应用里加上聊天？', 'docs/zh/guides/getting-started.md', '快速开始'],
    ['刷新页面后对话还在吗？是怎么保存的？', 'docs/zh/guides/storage.md', '存储'],
    ['429 错误怎么处理？', 'docs/zh/guides/errors.md', '错误'],
    ['怎么测试？', 'docs/zh/guides/testing.md', '测试'],
    ['How do I add a chat to my Next.js app?', 'docs/guides/getting-started.md', 'Getting started'],
    ['Does a conversation survive a reload, and how is it stored?', 'docs/guides/storage.md', 'Storage'],
    ['Which error codes are there?', 'docs/guides/errors.md', 'Errors'],
    ['How do I write a test without a model?', 'docs/guides/testing.md', 'Testing'],
  ])('to “%s” quotes the page about it and names it', async (question, file, page) => {
    const text = await ask(question)
    expect(text).toContain(hasChinese(question) ? `*出自《${page}》（\`${file}\`）*` : `*From “${page}” (\`${file}\`)*`)
    expect(text).toMatch(/^### /)
    expect(text).toMatch(/^```\w+\n[\s\S]+^```$|^\| .+ \|\n\|[-| :]+\|$/m)
  })

  it.each([...strings.zh.suggestions, ...strings.en.suggestions].filter(isOnSluice))(
    'to the suggestion “$question” is a quotation in its language',
    async ({ question }) => {
      const text = await ask(question)
      expect(text).toMatch(hasChinese(question) ? /\*出自《/ : /\*From “/)
      expect(hasChinese(withoutCode(text))).toBe(hasChinese(question))
    },
  )

  it('never ends in the middle of a code block', async () => {
    for (const { question } of [...strings.zh.suggestions, ...strings.en.suggestions]) {
      const fences = (await ask(question)).match(/^```/gm) ?? []
      expect({ question, isEven: fences.length % 2 === 0 }).toEqual({ question, isEven: true })
    }
  })

  it.each([
    ['介绍一下 useChat', '介绍一下 useChat，写长一点'],
    ['Tell me about useChat', 'Tell me about useChat, write long'],
  ])('to “%s” is much longer for “%s”', async (brief, long) => {
    const [usual, great] = [await ask(brief), await ask(long)]
    expect(great.length).toBeGreaterThan(6_000)
    expect(great.length).toBeGreaterThan(2 * usual.length)
  })

  it.each([
    ['继续', '介绍一下 useChat'],
    ['Go on.', 'Tell me about useChat'],
  ])('to “%s” is about what was asked before, at length', async (more, earlier) => {
    const text = await ask(earlier, 'A short answer.', more)
    expect(text.length).toBeGreaterThan(6_000)
    expect(text).toMatch(/use-chat\.md`/)
    expect(hasChinese(withoutCode(text))).toBe(hasChinese(more))
  })

  it.each([
    ['你好', '你好！', '快速开始、'],
    ['Hello!', 'Hello!', 'Getting started, '],
    ['你能做什么？', '你好！', '快速开始、'],
    ['What can you do?', 'Hello!', 'Getting started, '],
  ])('to “%s” is a greeting with the topics there are', async (question, start, topics) => {
    const text = await ask(question)
    expect(text.startsWith(start)).toBe(true)
    expect(text).toContain(topics)
    expect(text).not.toMatch(/出自《|From “/)
  })

  it.each([
    ['红烧肉怎么做？', '文档里没有找到合适的内容', '快速开始、'],
    ['今天天气怎么样？', '文档里没有找到合适的内容', '快速开始、'],
    ['How tall is the Eiffel Tower?', 'Nothing in the documentation fits that', 'Getting started, '],
    ['?!', 'Nothing in the documentation fits that', 'Getting started, '],
  ])('to “%s” says that it does not know, and what it does', async (question, start, topics) => {
    const text = await ask(question)
    expect(text.startsWith(start)).toBe(true)
    expect(text).toContain(topics)
  })

  it.each(['zh', 'en'] as const)('says once in a conversation that it is simulated (%s)', async (locale) => {
    const [first, second] = { zh: ['你好', '怎么测试？'], en: ['Hi', 'How do I write a test?'] }[locale]
    const start = await ask(first!)
    expect(start.split(notice[locale])).toHaveLength(2)
    expect(start).toContain('OPENAI_API_KEY')
    expect(await ask(first!, start, second!)).not.toContain(notice[locale])
  })

  it('to thanks is short', async () => {
    expect(await ask('你好', '你好！', '谢谢')).toBe('不客气！还想了解什么，尽管问。')
    expect(await ask('Hi', 'Hello!', 'thank you')).toBe('You are welcome. Ask away if there is more.')
  })
})

describe('a judged answer', () => {
  it.each(['触发安全审核', 'Please trigger the safety check.'])('to “%s” is a refusal', async (question) => {
    const text = expect.stringMatching(hasChinese(question) ? /^这个问题我不能回答/ : /^I cannot answer that/)
    expect(await answers.judgedAnswer(asking(question))).toEqual({ text, clearHistory: true })
  })

  it('to anything else says the same, and how to see one is said in the greeting', async () => {
    expect(await answers.judgedAnswer(asking('怎么测试？'))).toBe(await ask('怎么测试？'))
    expect(await ask('你好')).toContain('触发安全审核')
    expect(await ask('Hello!')).toContain('trigger the safety check')
  })
})

describe('a thoughtful answer', () => {
  it.each([
    ['刷新页面后对话还在吗？', '《存储》'],
    ['Which error codes are there?', '“Table of error codes” in “Errors” comes closest'],
  ])('to “%s” says the same, and before it what it is going to quote', async (question, found) => {
    const { text, reasoning } = (await answers.thoughtfulAnswer(asking(question))) as {
      text: string
      reasoning: string
    }
    expect(text).toBe(await ask(question))
    expect(reasoning).toContain(`“${question}”`)
    expect(reasoning).toContain(found)
  })

  it('admits that nothing was found', async () => {
    expect(await answers.thoughtfulAnswer(asking('红烧肉怎么做？'))).toMatchObject({
      reasoning: expect.stringContaining('没有哪一节谈到这些'),
    })
  })
})

describe('an answer for a filter', () => {
  it.each([
    ['讲一个会被过滤的故事', '私 盐'],
    ['Tell me a story that gets filtered', 'm-o-o-n-s-h-i-n-e'],
    ['讲一个会被拦下的故事', '藏宝图'],
    ['Tell me a story that gets stopped', 'treasure map'],
  ])('to “%s” has “%s” in it', async (question, word) => {
    const text = await ask(question)
    expect(text).toContain(word)
    expect(hasChinese(text)).toBe(hasChinese(question))
  })

  it.each([
    ['我的身份证号是 <PRC_ID_1>，对吗？', '**<PRC_ID_1>**'],
    ['Is <EMAIL_1> mine, or <EMAIL_2>, or <EMAIL_1>?', '**<EMAIL_1>**, **<EMAIL_2>**.'],
  ])('to “%s” repeats each placeholder once', async (question, repeated) => {
    const text = await ask(question)
    expect(text).toContain(repeated)
    expect(text).toMatch(/`(PRC_ID|EMAIL)_1`/)
  })

  it('goes on where it ended, though the model is shown what was put in the place of its words', async () => {
    const wish = askToGoOn([]).map(({ content }) => String(content))
    const whole = await ask('讲一个会被过滤的故事')
    const place = whole.indexOf('税官翻完账本')
    const shown = whole.slice(0, place).replaceAll(/私.?[盐鹽]/g, '[内容被过滤]')
    expect(await ask('讲一个会被过滤的故事', shown, ...wish)).toBe(whole.slice(place))
  })
})

describe('an answer that broke off', () => {
  const wish = askToGoOn([]).map(({ content }) => String(content))

  it.each(['介绍一下 useChat，写长一点', 'Tell me about useChat, write long'])(
    'to “%s” goes on where it ended',
    async (question) => {
      const whole = await ask(question)
      const partial = whole.slice(0, 333)
      expect(partial + (await ask(question, partial, ...wish))).toBe(whole)
    },
  )

  it('ends where there is nothing left to say', async () => {
    const whole = await ask('谢谢')
    expect((await ask('谢谢', whole, ...wish)).trim()).toBe('')
  })
})

describe('an answer to a question with files', () => {
  const picture = `data:image/gif;base64,${Buffer.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 16, 0, 8, 0]).toString('base64')}`
  const seeing = (text: string) => {
    const content = [
      { type: 'text', text },
      { type: 'image_url', image_url: { url: picture } },
    ]
    return answers.answer({ ...asking(text), body: { messages: [{ role: 'user', content }] } })
  }

  it.each([
    ['图里有什么？', '收到了 1 张图片'],
    ['What is in it?', 'One picture has arrived'],
  ])('“%s” says what kind of picture it is, in its language', async (question, words) => {
    const text = await seeing(question)
    expect(text).toContain(words)
    expect(text).toContain('**GIF**, 16 × 8, 1 KB')
  })

  it('says it in both languages where nothing else was said', async () => {
    expect(await seeing('')).toMatch(/收到了 1 张图片[\s\S]*One picture has arrived/)
  })

  it('says how a text begins', async () => {
    const text = await ask('<file name="notes.txt">\nfirst line\nsecond\n</file>\nWhat does it say?')
    expect(text).toContain('`notes.txt` has arrived. It has 2 lines and begins with:\n\n> first line')
  })
})
