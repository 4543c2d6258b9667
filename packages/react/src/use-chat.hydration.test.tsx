import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from './test-support/memory-storage.ts'
import { Chat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { textMessage } from './test-support/transcript.ts'
import type { UseChatOptions } from './use-chat.ts'

allowNoConsoleErrors()

/** Brings to life what a server rendered with the same options. */
function hydrate(options: UseChatOptions) {
  const onRender = vi.fn()
  const page = (client: QueryClient) => (
    <StrictMode>
      <QueryClientProvider client={client}>
        <Chat options={options} onRender={onRender} onRowRender={() => {}} />
      </QueryClientProvider>
    </StrictMode>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page(new QueryClient()))
  const html = container.innerHTML
  const onRecoverableError = vi.fn()
  const root = hydrateRoot(container, page(new QueryClient()), { onRecoverableError })
  return { html, container, root, onRender, onRecoverableError }
}

describe('a page that comes from a server', () => {
  it('comes to life without a mismatch', async () => {
    const messages = [textMessage('user', 'a')]
    const { html, container, root, onRender, onRecoverableError } = hydrate({ messages })
    expect(html).toContain('user: a')
    await expect.poll(() => onRender.mock.calls.length, { interval: 5 }).toBeGreaterThan(0)
    expect(container.innerHTML).toBe(html)
    root.unmount()
    expect(onRecoverableError).not.toHaveBeenCalled()
  })

  it('shows what is stored once it lives', async () => {
    const nodes = [{ message: textMessage('user', 'stored'), parentId: null }]
    const storage = memoryStorage({ thread: { nodes, headId: 'stored' } })
    const { html, container, root, onRecoverableError } = hydrate({ id: 'thread', storage })
    expect(html).toBe('<ul></ul>')
    await expect.poll(() => container.innerHTML, { interval: 5 }).toBe('<ul><li>user: stored</li></ul>')
    root.unmount()
    expect(onRecoverableError).not.toHaveBeenCalled()
  })
})
