import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import type { ModelHealth } from '@/lib/faults/faults-view.ts'
import { ModelHealthRow } from './model-health-row.tsx'

const idle: ModelHealth = {
  name: 'docs',
  fault: 'none',
  circuit: 'closed',
  probeInMs: undefined,
  active: 0,
  queued: 0,
  concurrency: 2,
  gateClosedForMs: 0,
  benchedForMs: 0,
}

async function show(health: ModelHealth | undefined) {
  const chosen: string[] = []
  const screen = await render(
    <PreferencesProvider locale="en" theme="system">
      <ul>
        <ModelHealthRow label="Docs" health={health} onFault={(fault) => chosen.push(fault)} />
      </ul>
    </PreferencesProvider>,
  )
  const states = [...screen.container.querySelectorAll('[data-state]')].map(({ textContent }) => textContent)
  return { screen, chosen, states, select: screen.getByRole('combobox', { name: 'Fault of Docs' }) }
}

describe('a row of the faults panel', () => {
  it.each<[string, Partial<ModelHealth>, string[]]>([
    ['is idle', {}, ['Circuit: Closed']],
    ['is busy', { active: 2, queued: 3 }, ['Circuit: Closed', '2/2 active', '3 queued']],
    ['failed too often', { circuit: 'open', probeInMs: 7_200 }, ['Circuit: Open', 'probe in 8 s']],
    ['may be tried again', { circuit: 'half-open' }, ['Circuit: Half-open', 'probed by the next call']],
    ['is being tried', { circuit: 'half-open', active: 1 }, ['Circuit: Half-open', '1/2 active']],
    [
      'was asked too much',
      { gateClosedForMs: 2_100, queued: 1 },
      ['Circuit: Closed', 'gate closed for 3 s', '1 queued'],
    ],
    ['has a key that was refused', { benchedForMs: 59_500 }, ['Circuit: Closed', 'key benched for 60 s']],
  ])('says when a model %s', async (_, health, expected) => {
    const { states } = await show({ ...idle, ...health })
    expect(states).toEqual(expected)
  })

  it('has a fault to choose, and says which is set', async () => {
    const { select, chosen } = await show({ ...idle, fault: 'cut' })
    await expect.element(select).toHaveValue('cut')
    await userEvent.selectOptions(select, '429 too many')
    expect(chosen).toEqual(['429'])
  })

  it('waits until the server has said which fault is set', async () => {
    const { select, states } = await show(undefined)
    await expect.element(select).toBeDisabled()
    expect(states).toEqual([])
  })
})
