import type { UIMessage } from '@sluice/core/ui'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import type { MessageActions } from './message-actions.ts'
import { UserMessage } from './user-message.tsx'

const actions: MessageActions = {
  regenerate: () => {},
  continue: () => {},
  edit: () => {},
  branch: () => ({ index: 0, count: 1, goTo: () => {} }),
}
const message: UIMessage = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'A question' }] }

const element = (editRequest?: object) => (
  <PreferencesProvider locale="en" theme="system">
    <UserMessage message={message} isBusy={false} editRequest={editRequest} actions={actions} />
  </PreferencesProvider>
)

it('is edited when that is asked for, and again when it is asked for again', async () => {
  const screen = await render(element())
  const field = screen.getByRole('textbox', { name: 'Edit message' })
  expect(field.elements()).toEqual([])
  for (const request of [{}, {}]) {
    await screen.rerender(element(request))
    await expect.element(field).toHaveValue('A question')
    await screen.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => field.elements()).toEqual([])
    // What was asked for once is not asked for by every render.
    await screen.rerender(element(request))
    expect(field.elements()).toEqual([])
  }
})
