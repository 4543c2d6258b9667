import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { strings } from '@/lib/strings.ts'
import { AssistantMessage } from './assistant-message.tsx'

const actions = { regenerate: () => {}, edit: () => {} }

async function show(metadata: UIMessage['metadata'], { locale = 'en' as 'zh' | 'en', isStreaming = false } = {}) {
  const message: UIMessage = { id: 'm', role: 'assistant', parts: [{ type: 'text', text: 'No.' }], metadata }
  const screen = await render(
    <PreferencesProvider locale={locale} theme="system">
      <AssistantMessage
        message={message}
        isLast
        isStreaming={isStreaming}
        isBusy={false}
        hasError={false}
        actions={actions}
      />
    </PreferencesProvider>,
  )
  return screen.container.textContent
}

describe('an answer after which the provider wants all to be forgotten', () => {
  const metadata = { sluice: { clearHistory: true } } as const

  it.each(['zh', 'en'] as const)('says in its last line that later questions begin there (%s)', async (locale) => {
    expect((await show(metadata, { locale })).endsWith(strings[locale].startsAfresh)).toBe(true)
  })

  it('does not say so while it arrives, and other answers never do', async () => {
    expect(await show(metadata, { isStreaming: true })).not.toContain(strings.en.startsAfresh)
    expect(await show({ sluice: { model: 'docs' } })).not.toContain(strings.en.startsAfresh)
  })
})
