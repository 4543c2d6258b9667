import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { questionTerms, terms } from './terms.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-docs-'))
  vi.stubEnv('DOCS_DIR', join(folder, 'docs'))
  vi.spyOn(process, 'cwd').mockReturnValue(join(folder, 'apps/demo'))
  vi.resetModules()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

async function libraryOf(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const { openLibrary } = await import('./library.ts')
  return openLibrary()
}

const docs = {
  'docs/guides/storage.md': '# Storage\n\nConversations are kept in IndexedDB.\n\n## Quota\n\nA browser may be full.',
  'docs/guides/errors.md': '# Errors\n\nA call that fails throws.',
  'docs/zh/guides/storage.md': '# 存储\n\n对话保存在 IndexedDB 里。',
  'README.md': '# Sluice\n\nStorage, errors and more.',
  'CHANGELOG.md': '# Changes\n\nStorage was changed.',
}

describe('the library', () => {
  it('reads the pages below docs and the README, under their names in the repository', async () => {
    const { sections } = await libraryOf(docs)
    expect(new Set(sections.map(({ file }) => file))).toEqual(
      new Set(['README.md', 'docs/guides/errors.md', 'docs/guides/storage.md', 'docs/zh/guides/storage.md']),
    )
    expect(sections.map(({ id }) => id)).toEqual([...sections.keys()])
  })

  it('finds the page in the language asked for, guides before overviews', async () => {
    const { find } = await libraryOf(docs)
    expect(find('Where is storage?', 'en')[0]).toMatchObject({ file: 'docs/guides/storage.md', heading: 'Storage' })
    expect(find('IndexedDB', 'en').map(({ file }) => file)).toEqual(['docs/guides/storage.md'])
    expect(find('IndexedDB', 'zh').map(({ file }) => file)).toEqual(['docs/zh/guides/storage.md'])
  })

  it('finds a word in another form or slightly misspelt', async () => {
    const { find } = await libraryOf(docs)
    expect(find('storing conversation', 'en')[0]?.heading).toBe('Storage')
    expect(find('indexdedb', 'en')[0]?.heading).toBe('Storage')
  })

  it('finds nothing for something else, and nothing for no words at all', async () => {
    const { find } = await libraryOf(docs)
    expect(find('spaghetti carbonara', 'en')).toEqual([])
    expect(find('什么是怎么', 'zh')).toEqual([])
    expect(find('', 'en')).toEqual([])
  })

  it('is empty where there is no documentation', async () => {
    const { sections, find } = await libraryOf({})
    expect(sections).toEqual([])
    expect(find('storage', 'en')).toEqual([])
  })
})

describe('an answer without documentation', () => {
  it.each([
    ['怎么保存？', '这里没有找到文档'],
    ['What is storage?', 'There is no documentation here'],
  ])('says so (%s)', async (question, start) => {
    const { answer } = await import('../answer.ts')
    const messages = [{ role: 'user', text: question }] as const
    const address = { wire: 'openai-chat', url: 'http://simulated.invalid/v1/chat/completions' } as const
    const unread = { ...address, isStreaming: true, maxTokens: undefined, headers: new Headers(), body: {} }
    const request = { model: 'docs', messages, prompt: question, ...unread }
    expect((await answer(request)).startsWith(start)).toBe(true)
  })
})

describe('terms', () => {
  it('are words with their parts, and pairs of Chinese characters', () => {
    expect(terms('useChat 流式传输')).toEqual(['usechat', 'use', 'chat', '流式', '式传', '传输'])
  })

  it('are the same for the forms of a word, and for full-width letters', () => {
    expect(terms('stopping stopped stops stop')).toEqual(['stop', 'stop', 'stop', 'stop'])
    expect(terms('ＡＰＩ')).toEqual(terms('api'))
  })

  it('of a question leave out what only makes it one', () => {
    expect(questionTerms('怎样保存对话？')).toEqual(['保存', '存对', '对话'])
    expect(questionTerms('How do I use the wire?')).toEqual(terms('wire'))
    expect(questionTerms('请问这是什么？')).not.toContain('什么')
  })
})
