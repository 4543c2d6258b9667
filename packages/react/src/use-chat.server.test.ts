import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from './test-support/memory-storage.ts'
import { textMessage, transcript } from './test-support/transcript.ts'
import { type UseChatOptions, useChat } from './use-chat.ts'

function Chat(options: UseChatOptions) {
  const { messages, status, storage } = useChat(options)
  return createElement('p', null, [...transcript(messages), status, storage.status].join(' | '))
}

describe('useChat on a server', () => {
  it('renders what was given, without a window and without a provider', () => {
    expect(typeof window).toBe('undefined')
    const messages = [textMessage('user', 'a'), textMessage('assistant', 'b')]
    expect(renderToString(createElement(Chat, { messages }))).toBe('<p>user: a | assistant: b | ready | off</p>')
  })

  it('says that a conversation is loading, and neither loads nor writes', () => {
    const storage = memoryStorage()
    storage.load = () => {
      throw new Error('A server loads nothing.')
    }
    expect(renderToString(createElement(Chat, { id: 'thread', storage }))).toBe('<p>ready | loading</p>')
    expect(storage.saves).toEqual([])
  })

  it('does without IndexedDB', () => {
    expect(typeof indexedDB).toBe('undefined')
    expect(renderToString(createElement(Chat, { id: 'thread' }))).toBe('<p>ready | loading</p>')
  })

  it('keeps nothing for the next request, with a query client or without', () => {
    const client = new QueryClient()
    const render = (options: UseChatOptions) => {
      const chat = createElement(Chat, { id: 'thread', storage: false, ...options })
      return [renderToString(chat), renderToString(createElement(QueryClientProvider, { client }, chat))]
    }
    const [first] = render({ messages: [textMessage('user', 'a secret')] })
    expect(first).toContain('a secret')
    expect(render({})).toEqual(['<p>ready | off</p>', '<p>ready | off</p>'])
    expect(client.getQueryCache().getAll()).toEqual([])
  })
})
