import { ChatError, type ChatErrorCode, chatErrorCodes } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { strings } from '@/lib/strings.ts'
import { ErrorCard } from './error-card.tsx'

const codes = Object.keys(chatErrorCodes) as ChatErrorCode[]

interface Shown {
  retryAt?: number
  isAutomatic?: boolean
  hasFiles?: boolean
  brokeOff?: boolean
  isQuestion?: boolean
  hasFilterPage?: boolean
}

async function show(
  error: ChatError,
  locale: 'zh' | 'en' = 'en',
  { retryAt, brokeOff, isQuestion, hasFilterPage, ...shown }: Shown = {},
) {
  const done: string[] = []
  const screen = await render(
    <PreferencesProvider locale={locale} theme="system">
      <ErrorCard
        error={error}
        retryAt={retryAt}
        {...shown}
        onRetry={() => done.push('retry')}
        onContinue={brokeOff ? () => done.push('continue') : undefined}
        onEdit={isQuestion ? () => done.push('edit') : undefined}
        onShowFilter={hasFilterPage ? () => done.push('rules') : undefined}
        onDismiss={() => done.push('dismiss')}
      />
    </PreferencesProvider>,
  )
  return { screen, done, text: () => screen.container.textContent }
}

describe('the error card', () => {
  it.each(['zh', 'en'] as const)(
    'says for every code what happened, and not what the error says (%s)',
    async (locale) => {
      for (const code of codes) {
        const { screen, text } = await show(new ChatError(code, 'Raw words.'), locale)
        const { title, hint } = strings[locale].errors[code]
        expect(text()).toContain(`${title}${hint}`)
        expect(text()).not.toContain('Raw words.')
        await screen.unmount()
      }
    },
  )

  it('blames the network only for what the browser saw', async () => {
    const { text } = await show(new ChatError('network', 'x', { requestId: 'r-1' }))
    expect(text()).toContain(strings.en.unreachable.title)
    expect(text()).toContain('r-1')
  })

  it('lets a question that was refused be edited, and not asked as it is', async () => {
    const shown = { isQuestion: true, hasFilterPage: true }
    const { screen, done, text } = await show(new ChatError('content-filtered', 'x'), 'en', shown)
    expect(text()).toContain(strings.en.filter.promptRefused.title)
    expect(screen.getByRole('button', { name: 'Try again' }).elements()).toEqual([])
    await screen.getByRole('button', { name: 'Edit the question' }).click()
    await screen.getByRole('link', { name: 'Try the rules' }).click()
    expect(done).toEqual(['edit', 'rules'])
  })

  it('lets an answer that was stopped be asked for again', async () => {
    const { screen, done, text } = await show(new ChatError('content-filtered', 'x'), 'zh', { hasFilterPage: true })
    expect(text()).toContain(strings.zh.filter.answerStopped.hint)
    await screen.getByRole('button', { name: '重试' }).click()
    expect(done).toEqual(['retry'])
  })

  it('offers to edit no question for what is not its fault', async () => {
    const { screen } = await show(new ChatError('server', 'x'), 'en', { isQuestion: true, hasFilterPage: true })
    await expect.element(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Edit the question' }).elements()).toEqual([])
    expect(screen.getByRole('link').elements()).toEqual([])
  })

  it('lets one try again, or not', async () => {
    const { screen, done } = await show(new ChatError('server', 'x'))
    await screen.getByRole('button', { name: 'Try again' }).click()
    await screen.getByRole('button', { name: 'Dismiss' }).click()
    expect(done).toEqual(['retry', 'dismiss'])
  })

  it('waits as long as the server asked', async () => {
    const { screen } = await show(new ChatError('rate-limited', 'x'), 'en', { retryAt: Date.now() + 30_000 })
    await expect.element(screen.getByRole('button', { name: 'Try again in 30 s' })).toBeDisabled()
  })

  it.each([
    ['zh', /预算(今天|明天) \d\d:\d\d 恢复/],
    ['en', /renews (today|tomorrow) at \d\d:\d\d;/],
  ] as const)(
    'names the time at which a budget renews, and lets one ask a cheaper model (%s)',
    async (locale, time) => {
      const retryAt = Date.now() + 8 * 3_600_000
      const { screen, text, done } = await show(new ChatError('over-budget', 'x'), locale, { retryAt })
      expect(text()).toMatch(time)
      await screen.getByRole('button', { name: strings[locale].retry }).click()
      expect(done).toEqual(['retry'])
    },
  )

  it('says when it is tried again by itself', async () => {
    const shown = { retryAt: Date.now() + 30_000, isAutomatic: true }
    const { screen } = await show(new ChatError('rate-limited', 'x'), 'en', shown)
    await expect.element(screen.getByRole('button', { name: 'Trying again in 30 s' })).toBeDisabled()
  })

  it('offers to go on with an answer that broke off, or to have another', async () => {
    const { screen, done } = await show(new ChatError('interrupted', 'x'), 'en', { brokeOff: true })
    await screen.getByRole('button', { name: 'Continue' }).click()
    await screen.getByRole('button', { name: 'Try again' }).click()
    expect(done).toEqual(['continue', 'retry'])
  })

  it('blames the files where a request has some that cannot be handled', async () => {
    const { text } = await show(new ChatError('bad-request', 'x'), 'en', { hasFiles: true })
    expect(text()).toContain(strings.en.filesRefused.title)
    expect((await show(new ChatError('server', 'x'), 'en', { hasFiles: true })).text()).toContain(
      strings.en.errors.server.title,
    )
  })
})
