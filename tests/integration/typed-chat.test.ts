import { createChatStore, httpTransport, lastAssistantMessageIsCompleteWithToolCalls } from '@sluice/react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { POST } from '../../examples/typed-chat/app/api/chat/[[...path]]/route.ts'
import Page from '../../examples/typed-chat/app/page.tsx'
import { loadHistory, saveHistory } from '../../examples/typed-chat/lib/history.ts'
import type { TripMessage } from '../../examples/typed-chat/lib/messages.ts'

/* The example of a chat with types, as its page would use it. */

const store = (id: string, messages: TripMessage[] = []) => {
  const transport = httpTransport({
    fetch: (url, init) => POST(new Request(new URL(String(url), 'http://app.test'), init)),
  })
  const chat = createChatStore<TripMessage>({ id, messages })
  chat.configure({
    transport,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    onToolCall: ({ toolCall }) =>
      chat.addToolOutput({ tool: 'weather', toolCallId: toolCall.toolCallId, output: { celsius: 3 } }),
  })
  return chat
}

describe('the example of a chat with types', () => {
  it('carries out a tool, answers, and keeps all of it with its types', async () => {
    const chat = store('trip')
    const place = { type: 'data-place', data: { city: 'Oslo', country: 'Norway' } } as const
    await chat.sendMessage({ parts: [{ type: 'text', text: 'A coat?' }, place], metadata: { tone: 'formal' } })
    await expect.poll(() => chat.getState().status).toBe('ready')
    const [question, answer] = await loadHistory('trip')
    expect(question).toMatchObject({ metadata: { tone: 'formal' }, parts: [{ type: 'text' }, place] })
    expect(answer?.parts).toContainEqual(expect.objectContaining({ type: 'tool-weather', output: { celsius: 3 } }))
    expect(answer?.parts.at(-1)).toMatchObject({ type: 'text', text: 'The tool says {"celsius":3}.' })

    const page = renderToString(await Page()).replaceAll('<!-- -->', '')
    expect(page).toContain('<address>Oslo, Norway</address>')
    expect(page).toContain('<p>It is 3 °C.</p>')
  })

  it('is refused what its messages may not hold', async () => {
    const chat = store('other')
    await chat.sendMessage({ text: 'Hi', metadata: { tone: 'rude' as 'plain' } })
    expect(chat.getState().error?.message).toMatch(/^body\.messages\[0\]\.metadata\.tone: /)
    expect(await loadHistory('other')).toEqual([])
  })

  it('goes on where a process died', async () => {
    const call = { type: 'tool-weather', toolCallId: 'c', state: 'input-available', input: { city: 'Oslo' } } as const
    await saveHistory('dead', [
      { id: '1', role: 'assistant', parts: [call, { type: 'text', text: 'So', state: 'streaming' }] },
      { id: '2', role: 'user', parts: [{ type: 'text', text: 'And?' }] },
    ])
    const history = await loadHistory('dead')
    expect(history[0]?.parts).toMatchObject([{ state: 'output-error' }, { state: 'done' }])
    const chat = store('dead', history)
    await chat.sendMessage({ text: 'Well?' })
    expect(chat.getState()).toMatchObject({ status: 'ready', error: undefined })
  })
})
