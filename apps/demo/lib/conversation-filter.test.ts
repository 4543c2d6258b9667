import { createCallContext, filter } from '@sluice/core'
import { expect, it } from 'vitest'
import { answerWords } from './answer-words.ts'
import { conversationFilter } from './conversation-filter.ts'
import { sampleText } from './filter/samples.ts'
import { strings } from './strings.ts'

/** What comes of an answer, a few characters at a time, and what it was asked. */
async function converse(question: string, reply: (asked: string) => string) {
  let asked = ''
  const handler = filter(conversationFilter)(async function* ({ messages }) {
    asked = String(messages.at(-1)?.content)
    for (const text of reply(asked).match(/.{1,3}/gsu) ?? []) yield { type: 'text-delta', text }
    yield { type: 'finish', reason: 'stop' }
  })
  let said = ''
  let refusedBy: unknown
  try {
    for await (const event of handler({ messages: [{ role: 'user', content: question }] }, createCallContext())) {
      if (event.type === 'text-delta') said += event.text
    }
  } catch (error) {
    refusedBy = error
  }
  return { asked, said, refusedBy }
}

/** The one of a sample, which nobody has. */
function qianfanKey(): string {
  return /bce-v3\/\S+?(?=，)/.exec(sampleText('key', 'zh'))?.[0] ?? ''
}

it.each(['zh', 'en'] as const)('replaces the words of the story wherever they stand (%s)', async (locale) => {
  const { said, refusedBy } = await converse('x', () => answerWords[locale].filteredStory)
  expect(said.split({ zh: '[内容被过滤]', en: '[filtered]' }[locale])).toHaveLength(5)
  expect(said).not.toMatch(/私.?[盐鹽]|m.?[oо].?[oо].?n.?s|ＭＯＯＮ/i)
  expect(refusedBy).toBeUndefined()
})

it.each([
  ['zh', '因为那分明是一张'],
  ['en', 'in his hands lay a '],
] as const)('stops the other story at its word (%s)', async (locale, last) => {
  const { said, refusedBy } = await converse('x', () => answerWords[locale].stoppedStory)
  expect(said.endsWith(last)).toBe(true)
  expect(refusedBy).toMatchObject({ code: 'content-filtered' })
})

it.each(['zh', 'en'] as const)('keeps the identity number of the suggestion from the model (%s)', async (locale) => {
  const { question = '' } = strings[locale].suggestions.at(-1) ?? {}
  const { asked, said } = await converse(question, () => answerWords[locale].placeholders(['<PRC_ID_1>']))
  expect(asked).toBe(question.replace('11010519491231002X', '<PRC_ID_1>'))
  expect(said).toContain('**11010519491231002X**')
  expect(said).toContain('`PRC_ID_1`')
})

it('keeps a key from the model for good', async () => {
  const key = qianfanKey()
  const { asked, said } = await converse(`Why is ${key} refused?`, (asked) => `You said: ${asked}`)
  expect(asked).toBe('Why is [REDACTED] refused?')
  expect(said).toBe('You said: Why is [REDACTED] refused?')
})

it('refuses a question with the word that blocks, and takes one with a long file', async () => {
  expect((await converse('哪里有藏-宝-图？', () => '')).refusedBy).toMatchObject({ code: 'content-filtered' })
  const file = Array.from({ length: 20_000 }, (_, line) => `Line ${line} of a file.`).join('\n')
  expect((await converse(file, () => 'Read.')).said).toBe('Read.')
})
