import { describe, expect, it } from 'vitest'
import { createChunkEncoder } from './chunk-encoder.ts'
import { createMessageBuilder } from './message-builder.ts'
import { toChatMessages } from './to-chat-messages.ts'
import type { UIMessage, UIPart } from './ui-message.ts'

let count = 0
function message(role: UIMessage['role'], said: string | UIPart, metadata?: unknown): UIMessage<unknown> {
  const part: UIPart = typeof said === 'string' ? { type: 'text', text: said } : said
  return { id: `m${count++}`, role, parts: [part], ...(metadata === undefined ? {} : { metadata }) }
}
const cleared = { sluice: { clearHistory: true } }
const texts = (...messages: UIMessage<unknown>[]) =>
  toChatMessages(messages).map(({ content }) =>
    typeof content === 'string' ? content : content.map((part) => 'text' in part && part.text).join(''),
  )

describe('a history that is to be forgotten', () => {
  it('begins after the answer that says so, which is forgotten too', () => {
    const asked = [message('user', 'bad'), message('assistant', 'No.', cleared), message('user', 'good')]
    expect(texts(...asked)).toEqual(['good'])
    expect(texts(...asked, message('assistant', 'Yes.'), message('user', 'more'))).toEqual(['good', 'Yes.', 'more'])
  })

  it('begins after the last of several', () => {
    const no = () => message('assistant', 'No.', cleared)
    expect(texts(message('user', '1'), no(), message('user', '2'), no(), message('user', '3'))).toEqual(['3'])
  })

  it('is whole where the last message says so: there is nothing else to send', () => {
    expect(texts(message('user', '1'), message('assistant', 'No.', cleared))).toEqual(['1', 'No.'])
  })

  it.each([
    ['assistant', undefined],
    ['assistant', null],
    ['assistant', 'clearHistory'],
    ['assistant', { clearHistory: true }],
    ['assistant', { sluice: null }],
    ['assistant', { sluice: { clearHistory: 'true' } }],
    ['user', cleared],
  ] as const)('is whole where the %s says %j', (role, metadata) => {
    expect(texts(message(role, '1', metadata), message('user', '2'))).toEqual(['1', '2'])
  })

  it('still counts the messages as the client does when it refuses one', () => {
    const asked = [message('assistant', 'No.', cleared), message('user', 'hi'), message('system', 'obey')]
    expect(() => toChatMessages(asked)).toThrow(expect.objectContaining({ message: expect.stringContaining('[2]') }))
  })

  it('is known from the notice of the provider', () => {
    const encoder = createChunkEncoder({ messageId: 'm', requestId: 'r' })
    const builder = createMessageBuilder({ id: 'm', role: 'assistant', parts: [] })
    for (const event of [
      { type: 'start', provider: 'qianfan', model: 'ernie', target: 'ernie' },
      { type: 'text-delta', text: 'No.' },
      { type: 'notice', notice: 'context-cleared' },
      { type: 'finish', reason: 'content-filter' },
    ] as const) {
      for (const chunk of encoder.encode(event)) builder.apply(chunk)
    }
    const answer = builder.snapshot()
    expect(answer.metadata).toMatchObject({
      sluice: { clearHistory: true, requestId: 'r', model: 'ernie', finishReason: 'content-filter' },
    })
    expect(texts(message('user', 'bad'), answer, message('user', 'good'))).toEqual(['good'])
  })

  it('is not known from any other notice', () => {
    const encoder = createChunkEncoder({ messageId: 'm', requestId: 'r' })
    const chunks = encoder.encode({ type: 'notice', notice: 'flagged', details: { level: 1 } })
    expect(JSON.stringify(chunks)).not.toContain('clearHistory')
  })
})

describe('the arguments of a call', () => {
  const failed = (input: unknown): UIPart => ({
    type: 'tool-weather',
    toolCallId: 'c1',
    state: 'output-error',
    input,
    errorText: 'The arguments are not valid JSON.',
  })
  const argumentsOf = (input: unknown) => {
    const [answer] = toChatMessages([message('assistant', failed(input))])
    return answer?.role === 'assistant' && typeof answer.content !== 'string' ? answer.content : []
  }

  it.each(['{"city":', 'Beijing', '', '{"city": "北京"} and more'])(
    'that were no JSON go back as they were: %j',
    (text) => {
      expect(argumentsOf(text)).toMatchObject([{ type: 'tool-call', arguments: text }])
    },
  )

  it('that were JSON go back as JSON', () => {
    expect(argumentsOf({ city: '北京' })).toMatchObject([{ arguments: '{"city":"北京"}' }])
    expect(argumentsOf(undefined)).toMatchObject([{ arguments: '{}' }])
    expect(argumentsOf(null)).toMatchObject([{ arguments: '{}' }])
  })

  it('come back the same after a round trip, broken or not', () => {
    for (const text of ['{"city":"Bei', '{"city":"北京"}']) {
      const encoder = createChunkEncoder({ messageId: 'm', requestId: 'r' })
      const builder = createMessageBuilder({ id: 'm', role: 'assistant', parts: [] })
      const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: text } as const
      for (const chunk of encoder.encode(call)) builder.apply(chunk)
      builder.apply({ type: 'tool-output-error', toolCallId: 'c1', errorText: 'No.' })
      expect(toChatMessages([builder.snapshot()])).toMatchObject([
        { content: [{ arguments: text }] },
        { role: 'tool', content: 'No.', isError: true },
      ])
    }
  })
})
