import type { UIMessage } from '@sluice/core/ui'
import { type Branch, useChat } from '@sluice/react'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { strings } from '@/lib/strings.ts'
import type { MessageActions } from './message-actions.ts'
import { MessageRow } from './message-row.tsx'

let chats = 0
const only: Branch = { index: 0, count: 1, goTo: () => {} }

interface Shown {
  locale?: 'zh' | 'en'
  isBusy?: boolean
  isLast?: boolean
  branch?: Branch
}

async function show(
  metadata: UIMessage['metadata'],
  { locale = 'en', isBusy = false, isLast = true, branch = only }: Shown = {},
) {
  const done: unknown[] = []
  const actions: MessageActions = {
    regenerate: (id) => done.push(['regenerate', id]),
    continue: () => done.push('continue'),
    edit: () => done.push('edit'),
    branch: () => branch,
  }
  const message: UIMessage = { id: 'm', role: 'assistant', parts: [{ type: 'text', text: 'No.' }], metadata }
  const chatId = `chat-${chats++}`
  function Row() {
    useChat({ id: chatId, messages: [message], storage: false })
    return (
      <MessageRow
        chatId={chatId}
        id="m"
        isLast={isLast}
        isBusy={isBusy}
        isWaiting={false}
        notice={undefined}
        hasError={false}
        actions={actions}
      />
    )
  }
  const screen = await render(
    <PreferencesProvider locale={locale} theme="system">
      <Row />
    </PreferencesProvider>,
  )
  return { screen, done, text: screen.container.textContent }
}

describe('an answer after which the provider wants all to be forgotten', () => {
  const metadata = { sluice: { clearHistory: true } } as const

  it.each(['zh', 'en'] as const)('says in its last line that later questions begin there (%s)', async (locale) => {
    const { text } = await show(metadata, { locale })
    expect(text.endsWith(strings[locale].startsAfresh)).toBe(true)
  })

  it('does not say so while it arrives, and other answers never do', async () => {
    expect((await show(metadata, { isBusy: true })).text).not.toContain(strings.en.startsAfresh)
    expect((await show({ sluice: { model: 'docs' } })).text).not.toContain(strings.en.startsAfresh)
  })
})

describe('an answer that is not whole', () => {
  it.each(['stopped', 'interrupted'] as const)(
    'says that it was %s, and goes on when it is told to',
    async (ending) => {
      const { screen, done, text } = await show({ sluice: { ending } })
      expect(text).toContain(strings.en[ending])
      await screen.getByRole('button', { name: 'Continue' }).click()
      expect(done).toEqual(['continue'])
    },
  )

  it.each([
    ['is not the last one', { isLast: false }],
    ['has another one under way', { isBusy: true, isLast: false }],
  ])('cannot go on where it %s', async (_, state) => {
    const { screen } = await show({ sluice: { ending: 'stopped' } }, state)
    expect(screen.getByRole('button', { name: 'Continue' }).query()).toBeNull()
  })
})

describe('the versions of an answer', () => {
  it('are counted, and shown one after the other', async () => {
    const shown: number[] = []
    const { screen } = await show({}, { branch: { index: 1, count: 3, goTo: (index) => shown.push(index) } })
    await expect.element(screen.getByRole('group', { name: 'Version 2 of 3' })).toHaveTextContent('2/3')
    await screen.getByRole('button', { name: 'Previous version' }).click()
    await screen.getByRole('button', { name: 'Next version' }).click()
    expect(shown).toEqual([0, 2])
  })

  it('end at the first and the last', async () => {
    const { screen } = await show({}, { branch: { index: 1, count: 2, goTo: () => {} } })
    await expect.element(screen.getByRole('button', { name: 'Next version' })).toBeDisabled()
    await expect.element(screen.getByRole('button', { name: 'Previous version' })).toBeEnabled()
  })

  it('are not mentioned where there is one', async () => {
    const { screen } = await show({})
    expect(screen.getByRole('group').query()).toBeNull()
  })
})

describe('the figures under an answer', () => {
  const sluice = {
    model: 'docs',
    provider: 'simulated',
    usage: { inputTokens: 1_200, outputTokens: 60, cachedInputTokens: 200, reasoningTokens: 20 },
    cost: { CNY: '0.00168' },
    attempts: 2,
    requestId: 'r-1',
    firstContentMs: 400,
    durationMs: 1_400,
  }

  it('say what it took in a line, and all of it when they are pressed', async () => {
    const { screen } = await show({ sluice })
    const line = screen.getByRole('button', { name: /1,260 tokens/ })
    await expect.element(line).toHaveTextContent('docs1,260 tokens¥0.0017first word after 0.4 s60 tokens/s2 attempts')
    await expect.element(line).toHaveAttribute('title', expect.stringContaining('Time in all: 1.4 s'))
    expect(screen.container.querySelector('dl')?.textContent).toBe('')
    await line.click()
    await expect
      .poll(() => screen.container.querySelector('dl')?.textContent)
      .toBe(
        'ModeldocsProvidersimulatedCost¥0.0017Tokens in1,200Of these from a cache200Tokens out60Of these thoughts20' +
          'Time to first word0.4 sSpeed60 tokens/sTime in all1.4 sAttempts2Requestr-1',
      )
  })

  it.each([
    ['en', 'docs≈ 1,260 tokens≈ $0.0042', 'Cost: $0.0042 (estimated)\nTokens in: 1,200 (estimated)'],
    ['zh', 'docs≈ 1,260 tokens≈ $0.0042', '费用: $0.0042（估算）\n输入 tokens: 1,200（估算）'],
  ] as const)('say what is estimated, and keep dollars dollars (%s)', async (locale, line, details) => {
    const usage = { inputTokens: 1_200, outputTokens: 60, estimated: true } as const
    const { screen } = await show({ sluice: { model: 'docs', usage, cost: { USD: '0.0042' } } }, { locale })
    const figures = screen.getByRole('button', { name: /1,260 tokens/ })
    await expect.element(figures).toHaveTextContent(line)
    await expect.element(figures).toHaveAttribute('title', expect.stringContaining(details))
  })

  it('leave out what is not known', async () => {
    const { text } = await show({ sluice: { model: 'docs', firstContentMs: 5, durationMs: 6 } })
    expect(text).not.toMatch(/tokens|attempt|[¥$]/)
  })
})
