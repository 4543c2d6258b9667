import type { UIMessage } from '@sluice/core/ui'
import { useChat } from '@sluice/react'
import { testTransport } from '@sluice/react/testing'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import type { MessageActions } from './message-actions.ts'
import { MessageList } from './message-list.tsx'

const messages: UIMessage[] = ['one', 'two', 'three', 'four'].map((text, index) => ({
  id: text,
  role: index % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', text }],
}))

/** A row asks for the versions of its message whenever it is rendered. */
const rendered: string[] = []
const actions: MessageActions = {
  regenerate: () => {},
  continue: () => {},
  edit: () => {},
  branch(id) {
    rendered.push(id)
    return { index: 0, count: 1, goTo: () => {} }
  },
}

it('renders none of the settled messages again while an answer grows', async () => {
  const transport = testTransport()
  let renders = 0
  function Chat() {
    const { status, sendMessage } = useChat({ id: 'list', messages, transport, storage: false, throttle: 0 })
    renders++
    return (
      <>
        <MessageList
          chatId="list"
          status={status}
          isAwaited={false}
          notice={undefined}
          hasError={false}
          actions={actions}
        />
        <button type="button" onClick={() => void sendMessage({ text: 'go' })}>
          send
        </button>
      </>
    )
  }
  const { container, getByRole } = await render(
    <PreferencesProvider locale="en" theme="system">
      <Chat />
    </PreferencesProvider>,
  )
  await getByRole('button', { name: 'send', exact: true }).click()
  await expect.poll(() => transport.sends.length).toBe(1)
  const [answer] = transport.sends
  answer?.text('The ')
  await expect.poll(() => container.textContent).toContain('The')
  rendered.length = renders = 0
  for (const word of ['answer ', 'grows ', 'longer ']) {
    answer?.text(word)
    await expect.poll(() => container.textContent).toContain(word.trim())
  }
  expect(renders).toBeGreaterThanOrEqual(3)
  expect(rendered).toEqual([])
  answer?.finish()
  await expect.poll(() => rendered).toContain('answer-1')
})
