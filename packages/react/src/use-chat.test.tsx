import { StrictMode } from 'react'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { testTransport } from './testing/index.ts'
import { type UseChatOptions, type UseChatResult, useChat } from './use-chat.ts'

async function mount(options: UseChatOptions) {
  let latest: UseChatResult | undefined
  function Chat() {
    latest = useChat(options)
    return (
      <ul>
        <li>{latest.status}</li>
        {latest.messages.map((message) => (
          <li key={message.id}>
            {message.role}: {message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
          </li>
        ))}
      </ul>
    )
  }
  const screen = await render(
    <StrictMode>
      <Chat />
    </StrictMode>,
  )
  return { screen, chat: () => latest! }
}

describe('useChat', () => {
  it('shows an answer as it grows', async () => {
    const transport = testTransport()
    const { screen, chat } = await mount({ transport })
    const sent = chat().sendMessage({ text: '你好' })
    await expect.poll(() => chat().status).toBe('submitted')
    transport.sends[0]!.text('Hel')
    await expect.element(screen.getByText('assistant: Hel')).toBeVisible()
    expect(chat().status).toBe('streaming')
    transport.sends[0]!.text('lo')
    transport.sends[0]!.finish()
    await sent
    expect(chat().messages.map((m) => m.role)).toEqual(['user', 'assistant'])
    await expect.element(screen.getByText('assistant: Hello')).toBeVisible()
    expect(chat().status).toBe('ready')
  })
})
