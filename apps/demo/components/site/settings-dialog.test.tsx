import type { UIMessage } from '@sluice/core/ui'
import { indexedDbStorage } from '@sluice/react'
import { createRef } from 'react'
import { afterEach, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { autoRetry } from '@/lib/browser/auto-retry.ts'
import { conversations } from '@/lib/browser/conversations.ts'
import { draftStore } from '@/lib/browser/drafts.ts'
import { PreferencesProvider } from './preferences.tsx'
import { SettingsDialog } from './settings-dialog.tsx'

afterEach(() => autoRetry.set(false))

async function open() {
  const ref = createRef<HTMLDialogElement>()
  const screen = await render(
    <PreferencesProvider locale="en" theme="system">
      <SettingsDialog ref={ref} />
    </PreferencesProvider>,
  )
  ref.current?.showModal()
  return { screen, dialog: ref.current }
}

it('switches on that what was refused for now is asked again', async () => {
  const { screen } = await open()
  const choice = screen.getByRole('switch', { name: 'Retry automatically' })
  await expect.element(choice).not.toBeChecked()
  await choice.click()
  await expect.element(choice).toBeChecked()
  expect(autoRetry.get()).toBe(true)
  expect(localStorage.getItem('sluice-demo.auto-retry')).toBe('true')
})

it('deletes everything, but not before it was asked twice', async () => {
  const message: UIMessage = { id: 'm', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
  const storage = indexedDbStorage()
  await storage.save('a', { changed: [{ message, parentId: null }], removedIds: [], headId: 'm' })
  conversations.touch('a', 'Hi')
  draftStore.set('a', 'half')

  const { screen, dialog } = await open()
  await screen.getByRole('button', { name: 'Delete all conversations…' }).click()
  await screen.getByRole('button', { name: 'Cancel' }).click()
  expect(conversations.get()).toHaveLength(1)
  await screen.getByRole('button', { name: 'Delete all conversations…' }).click()
  await screen.getByRole('button', { name: 'Delete all', exact: true }).click()
  await expect.poll(() => conversations.get()).toEqual([])
  expect(draftStore.get('a')).toBe('')
  expect(await storage.load('a')).toBeUndefined()
  expect(dialog?.open).toBe(false)
})

it('closes when the page beside it is pressed', async () => {
  const { dialog } = await open()
  dialog?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  expect(dialog?.open).toBe(false)
})
