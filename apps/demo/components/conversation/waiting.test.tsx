import type { ChatNotice } from '@sluice/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { ModelsContext } from './models-context.tsx'
import { Waiting } from './waiting.tsx'

const model = (name: string, label: string) => {
  const both = { zh: label, en: label }
  return { name, label: both, note: both, isSimulated: true }
}
const models = [model('docs', 'Sluice Docs'), model('simulated-gpt', 'GPT-5')]

beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] }))
afterEach(() => {
  vi.useRealTimers()
})

const element = (notice: ChatNotice | undefined, locale: 'zh' | 'en') => (
  <PreferencesProvider locale={locale} theme="system">
    <ModelsContext value={models}>
      <Waiting notice={notice} />
    </ModelsContext>
  </PreferencesProvider>
)

async function show(notice: ChatNotice | undefined, locale: 'zh' | 'en' = 'en') {
  const screen = await render(element(notice, locale))
  return { screen, text: () => screen.container.textContent }
}

describe('the wait for an answer', () => {
  it.each([
    [undefined, 'Waiting for the answer'],
    [{ notice: 'queued' }, 'Waiting for a turn…'],
    [{ notice: 'queued', waitMs: 2_600 }, 'Waiting for a turn, about 3 s…'],
    [
      { notice: 'retrying', attempt: 2, delayMs: 800, reason: 'server' },
      'Trying again in 1 s, attempt 2 (server error)…',
    ],
    [
      { notice: 'fell-back', from: 'simulated-gpt', to: 'docs', reason: 'circuit-open' },
      'GPT-5 is out (circuit open): Sluice Docs answers instead…',
    ],
    [{ notice: 'reconnecting', reason: 'network' }, 'Connection lost, reconnecting…'],
    [{ notice: 'filtered', direction: 'output', action: 'redact' }, 'Rules have taken something out of this answer.'],
    [{ notice: 'something-new' }, ''],
  ])('with %o says “%s”', async (notice, expected) => {
    const { text } = await show(notice)
    expect(text()).toBe(expected)
  })

  it('counts down, and begins anew with another notice', async () => {
    const { screen, text } = await show({ notice: 'queued', waitMs: 3_000 }, 'zh')
    expect(text()).toBe('排队中，约 3 秒…')
    vi.advanceTimersByTime(1_250)
    await expect.poll(text).toBe('排队中，约 2 秒…')
    vi.advanceTimersByTime(2_000)
    await expect.poll(text).toBe('排队中…')
    await screen.rerender(element({ notice: 'queued', waitMs: 3_000 }, 'zh'))
    await expect.poll(text).toBe('排队中，约 3 秒…')
  })

  it('says that there is no network where the browser knows of it', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const { text } = await show({ notice: 'reconnecting' })
    expect(text()).toBe('You are offline: the answer goes on when you are back…')
    onLine.mockReturnValue(true)
    dispatchEvent(new Event('online'))
    await expect.poll(text).toBe('Connection lost, reconnecting…')
    onLine.mockRestore()
  })
})
