import type { CallerUsage } from '@sluice/core'
import type { UsageBudget } from '@sluice/react'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { BudgetUsage } from './budget-usage.tsx'

const at = new Date(2026, 10, 23, 12, 0).getTime()
const hourMs = 3_600_000

const usage: CallerUsage = {
  caller: 'visitor-a',
  at,
  since: at - 30 * 24 * hourMs,
  budgets: [],
  total: {
    key: '',
    calls: 12,
    failures: 1,
    unpriced: 0,
    usage: { inputTokens: 1, outputTokens: 1 },
    cost: { CNY: '4.1', USD: '0.0042' },
    durationMs: undefined,
    firstContentMs: undefined,
  },
}
const budget: UsageBudget = {
  per: 'caller',
  unit: 'CNY',
  window: '1d',
  mode: 'hard',
  limit: '5',
  used: '4.1',
  reserved: '0.6',
  left: '0.3',
  resetsAt: at + 12 * hourMs,
  burnPerHour: '0.34',
  fraction: 0.82,
  runsOutAt: at + 2 * hourMs,
}

async function show(given: Partial<UsageBudget> = {}, { locale = 'en', isSimulated = true }: Shown = {}) {
  const screen = await render(
    <PreferencesProvider locale={locale} theme="system">
      <BudgetUsage usage={usage} budget={{ ...budget, ...given }} isSimulated={isSimulated} />
    </PreferencesProvider>,
  )
  const facts = [...screen.container.querySelectorAll('dl div')].map(({ children: [name, value] }) => {
    return [name?.textContent, value?.textContent]
  })
  return { screen, text: screen.container.textContent, facts, bar: screen.getByRole('progressbar') }
}
type Shown = { locale?: 'zh' | 'en'; isSimulated?: boolean }

describe('how a budget stands', () => {
  it('is what is left of it and what is gone, until when, and how fast it goes', async () => {
    const { text, facts, bar } = await show()
    expect(text).toContain('¥0.30 left')
    expect(text).toContain('¥4.10 of ¥5.00 used')
    expect(text).toContain('¥0.60 more is held')
    expect(facts).toEqual([
      ['Renews', 'tomorrow at 00:00'],
      ['Average pace', '¥0.34 an hour'],
      ['Gone at this pace', 'today at 14:00'],
      ['Last 30 days', '12 calls, ¥4.10 + $0.0042'],
    ])
    await expect.element(bar).toHaveAttribute('aria-valuenow', '82')
    await expect.element(bar).toHaveAttribute('data-level', 'high')
  })

  it('is told in Chinese to who reads Chinese', async () => {
    const { text, facts } = await show({}, { locale: 'zh' })
    expect(text).toContain('剩 ¥0.30')
    expect(facts[0]).toEqual(['恢复时间', '明天 00:00'])
  })

  it.each([
    [0, 'low'],
    [0.5, 'half'],
    [0.8, 'high'],
    [1, 'over'],
  ])('has a colour of its own at %d', async (fraction, level) => {
    const { bar } = await show({ fraction })
    await expect.element(bar).toHaveAttribute('data-level', level)
  })

  it('says nothing of a pace before anything is used, nor that simulated models cost nothing where they do', async () => {
    const { facts, text } = await show({ used: '0', burnPerHour: '0', runsOutAt: undefined }, { isSimulated: false })
    expect(facts.map(([name]) => name)).toEqual(['Renews', 'Last 30 days'])
    expect(text).not.toContain('simulated')
  })

  it('can be one of tokens', async () => {
    const { text } = await show({ unit: 'tokens', limit: '5000', used: '4100', left: '900', reserved: '0' })
    expect(text).toContain('4,100 tokens of 5,000 tokens used')
  })
})
