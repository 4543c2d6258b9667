import type { MessageMetadata, UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { createMessageTree } from '../store/message-tree.ts'
import { startChat } from '../test-support/start-chat.ts'
import type { TestSend } from '../testing/index.ts'
import { createConversationTotal } from './conversation-total.ts'

const usage = { inputTokens: 10, outputTokens: 3 }
const cost = { CNY: '0.1' }
const answer = (id: string, metadata: MessageMetadata | undefined, text = id): UIMessage => ({
  id,
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata,
})
let calls = 0
/** Answers as a server does that accounts for its calls. */
function finish(send: TestSend, figures: object = { usage, cost }): void {
  const messageMetadata = { sluice: { requestId: `r${++calls}`, ...figures } }
  send.chunks({ type: 'message-metadata', messageMetadata })
  send.finish()
}

describe('the total of a conversation', () => {
  it('stays the same object while only texts grow, and where new messages took nothing', () => {
    const totalOf = createConversationTotal()
    const tree = createMessageTree()
    const metadata = { sluice: { usage, cost } }
    tree.reset([answer('a', metadata), answer('b', { sluice: { requestId: 'r' } })])
    const total = totalOf(tree.nodes)
    expect(total).toEqual({ usage, cost })
    tree.replace('b', answer('b', tree.nodes.get('b')?.message.metadata, 'b, longer'))
    expect(totalOf(tree.nodes)).toBe(total)
    tree.append({ id: 'c', role: 'user', parts: [] }, 'b')
    expect(totalOf(tree.nodes)).toBe(total)
    tree.replace('a', answer('a', structuredClone(metadata)))
    expect(totalOf(tree.nodes)).toBe(total)
    tree.replace('b', answer('b', metadata))
    expect(totalOf(tree.nodes)).toEqual({ usage: { inputTokens: 20, outputTokens: 6 }, cost: { CNY: '0.2' } })
  })

  it('does not read what answers said again while one of a thousand grows', () => {
    let reads = 0
    const told = (index: number): MessageMetadata => ({
      sluice: Object.defineProperty({ usage }, 'cost', {
        get: () => {
          reads++
          return { CNY: `0.${index}` }
        },
      }),
    })
    const tree = createMessageTree()
    tree.reset(Array.from({ length: 1_000 }, (_, index) => answer(`${index}`, told(index))))
    const totalOf = createConversationTotal()
    totalOf(tree.nodes)
    expect(reads).toBeGreaterThan(0)
    reads = 0
    const grown = tree.nodes.get('999')!.message
    for (let update = 0; update < 100; update++) {
      tree.replace('999', { ...grown, parts: [{ type: 'text', text: 'x'.repeat(update) }] })
      totalOf(tree.nodes)
    }
    expect(reads).toBe(0)
  })
})

describe('a conversation', () => {
  it('knows what it took from its messages at the beginning, also where they are first shown', () => {
    const { store } = startChat({ messages: [answer('a', { sluice: { usage, cost } })] })
    expect(store.getState()).toMatchObject({ usage, cost })
    expect(store.getInitialState()).toMatchObject({ usage, cost })
    expect(startChat().store.getState()).toMatchObject({ usage: undefined, cost: undefined })
  })

  it('counts an answer when it has ended, and keeps the sum while the next one grows', async () => {
    const { store, transport } = startChat()
    const first = store.sendMessage({ text: 'a' })
    transport.sends[0]!.text('b')
    expect(store.getState().cost).toBeUndefined()
    finish(transport.sends[0]!)
    await first
    const { usage: used, cost: spent } = store.getState()
    expect([used, spent]).toEqual([usage, cost])
    const second = store.sendMessage({ text: 'c' })
    const seen = new Set<unknown>()
    store.subscribe(() => void seen.add(store.getState().cost))
    for (const word of ['d', 'e', 'f']) transport.sends[1]!.text(word)
    await expect.poll(() => store.getState().messages.length, { interval: 5 }).toBe(4)
    expect([...seen]).toEqual([spent])
    expect([...seen][0]).toBe(spent)
    finish(transport.sends[1]!, { usage })
    await second
    expect(store.getState()).toMatchObject({ usage: { inputTokens: 20, outputTokens: 6 }, cost })
  })

  it('has paid for answers on branches that are not in view', async () => {
    const { store, transport } = startChat()
    const first = store.sendMessage({ text: 'a' })
    finish(transport.sends[0]!)
    await first
    const second = store.regenerate()
    finish(transport.sends[1]!)
    await second
    expect(store.getState().messages).toHaveLength(2)
    expect(store.getState().cost).toEqual({ CNY: '0.2' })
    store.branch('answer-2').goTo(0)
    expect(store.getState().cost).toEqual({ CNY: '0.2' })
  })

  it('has paid for every call of an answer that goes on after a tool', async () => {
    const { store, transport } = startChat()
    const tool = { tool: 'weather', toolCallId: 'c', output: 3 }
    const asked = store.sendMessage({ text: 'a' })
    transport.sends[0]!.chunks({ type: 'tool-input-available', toolCallId: 'c', toolName: 'weather', input: {} })
    finish(transport.sends[0]!)
    await asked
    await store.addToolOutput(tool)
    const gone = store.sendMessage()
    transport.sends[1]!.chunks({
      type: 'start',
      messageId: 'answer-1',
      messageMetadata: { sluice: { requestId: 'next' } },
    })
    await expect.poll(() => store.getState().status, { interval: 5 }).toBe('submitted')
    transport.sends[1]!.text('Cold.')
    expect(store.getState().cost).toEqual(cost)
    transport.sends[1]!.chunks({
      type: 'message-metadata',
      messageMetadata: { sluice: { requestId: 'next', usage, cost } },
    })
    transport.sends[1]!.finish()
    await gone
    expect(store.getState().messages).toHaveLength(2)
    expect(store.getState()).toMatchObject({ usage: { inputTokens: 20, outputTokens: 6 }, cost: { CNY: '0.2' } })
  })

  it('forgets what is deleted from it', () => {
    const { store } = startChat({ messages: [answer('a', { sluice: { cost } }), answer('b', { sluice: { cost } })] })
    store.setMessages((messages) => messages.slice(0, 1))
    expect(store.getState().cost).toEqual(cost)
    store.setMessages([])
    expect(store.getState().cost).toBeUndefined()
  })
})
