import type { StorageFailure } from '@sluice/react'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { strings } from '@/lib/strings.ts'
import { StorageNotice } from './storage-notice.tsx'

const reasons = Object.keys(strings.en.settings.failures) as StorageFailure[]

it.each(['zh', 'en'] as const)(
  'says for each reason something else about a storage that fails (%s)',
  async (locale) => {
    const said = new Set<string>()
    for (const reason of [...reasons, undefined]) {
      const screen = await render(
        <PreferencesProvider locale={locale} theme="system">
          <StorageNotice reason={reason} />
        </PreferencesProvider>,
      )
      const { textContent } = screen.container
      expect(textContent).toBe(strings[locale].settings.failures[reason ?? 'unknown'])
      said.add(textContent)
      await screen.unmount()
    }
    expect(said.size).toBe(reasons.length)
  },
)
