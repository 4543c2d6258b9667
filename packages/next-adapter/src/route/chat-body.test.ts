import { isChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { asking } from '../../../../tests/support/chat-http.ts'
import { parseChatBody } from './chat-body.ts'

const long = 'x'.repeat(257)
const withParts = (...parts: unknown[]) => ({ messages: [{ id: 'u1', role: 'user', parts }] })
const tool = { type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: {}, output: 1 }

async function complaint(body: unknown): Promise<string> {
  try {
    await parseChatBody(body)
  } catch (error) {
    expect(isChatError(error) && error.code).toBe('bad-request')
    return (error as Error).message
  }
  return 'accepted'
}

describe('parseChatBody', () => {
  it('keeps what it does not know: fields, kinds of parts, and what else is in a part', async () => {
    const body = {
      ...asking('Hi'),
      temperature: 9,
      messages: [
        { id: 'u1', role: 'user', metadata: { a: 1 }, createdAt: 5, parts: [{ type: 'data-x', data: [] }, tool] },
      ],
    }
    expect(await parseChatBody(body)).toEqual(body)
  })

  it.each([
    [{ type: 'text', text: '' }],
    [{ type: 'reasoning', text: 'hm' }],
    [{ type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' }],
    [{ type: 'file', mediaType: 'image/png', url: 'https://x.io/a.png', filename: 'a.png' }],
    [tool],
    [{ ...tool, type: 'dynamic-tool', toolName: 'weather' }],
    [{ ...tool, approval: { id: 'p', approved: true } }],
    [{ ...tool, state: 'input-streaming', rawInput: '{"ci' }],
    [{ ...tool, state: 'approval-requested', approval: { id: 'p' } }],
    [{ ...tool, state: 'approval-responded', approval: { id: 'p', approved: false, reason: 'no' } }],
    [{ ...tool, state: 'output-error', errorText: 'no' }],
    [{ ...tool, state: 'output-denied' }],
    [{ type: 'reasoning-file', mediaType: 'image/png', url: 'https://x.io/a.png' }],
    [{ type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { id: 'c' } } }],
    [{ type: 'steering-message', id: 's', parts: [{ type: 'text', text: 'Faster' }] }],
    [{ type: 'step-start' }],
    [{ type: 'source-url', sourceId: 's', url: 'https://x.io' }],
    [{ type: 'source-document', sourceId: 's', mediaType: 'text/plain', title: 'A' }],
    [{ type: 'of-another-version', what: 'ever' }],
  ])('accepts %j', async (part) => {
    expect(await complaint(withParts(part))).toBe('accepted')
  })

  it.each<[string, unknown]>([
    ['body: ', null],
    ['body: ', 'text'],
    ['body: ', []],
    ['body.messages: ', {}],
    ['body.messages: ', { messages: [] }],
    ['body.messages: ', { messages: { 0: 'x' } }],
    ['body.messages[0]: ', { messages: [null] }],
    ['body.messages[0].id: ', { messages: [{ role: 'user', parts: [] }] }],
    ['body.messages[0].id: ', { messages: [{ id: long, role: 'user', parts: [] }] }],
    ['body.messages[0].role: ', { messages: [{ id: 'u1', role: 'tool', parts: [] }] }],
    ['body.messages[0].parts: ', { messages: [{ id: 'u1', role: 'user', content: 'Hi' }] }],
    [
      'body.messages[1].parts[0]: ',
      { messages: [...asking('Hi').messages, { id: 'a', role: 'assistant', parts: ['x'] }] },
    ],
    ['body.messages[0].parts[0].type: ', withParts({ text: 'x' })],
    ['body.messages[0].parts[0].text: ', withParts({ type: 'text' })],
    ['body.messages[0].parts[1].text: ', withParts({ type: 'text', text: '' }, { type: 'reasoning', text: 1 })],
    ['body.messages[0].parts[0].mediaType: ', withParts({ type: 'file', url: 'https://x.io' })],
    ['body.messages[0].parts[0].url: ', withParts({ type: 'file', mediaType: 'a/b', url: 'file:///etc/passwd' })],
    ['body.messages[0].parts[0].url: ', withParts({ type: 'file', mediaType: 'a/b', url: 'javascript:1' })],
    ['body.messages[0].parts[0].toolCallId: ', withParts({ ...tool, toolCallId: undefined })],
    ['body.messages[0].parts[0].state: ', withParts({ ...tool, state: 'done' })],
    ['body.messages[0].parts[0].errorText: ', withParts({ ...tool, state: 'output-error' })],
    ['body.messages[0].parts[0].approval: ', withParts({ ...tool, state: 'approval-requested' })],
    [
      'body.messages[0].parts[0].approval.approved: ',
      withParts({ ...tool, state: 'approval-responded', approval: { id: 'p' } }),
    ],
    ['body.messages[0].parts[0].kind: ', withParts({ type: 'custom', kind: 'plain' })],
    ['body.messages[0].parts[0].url: ', withParts({ type: 'reasoning-file', mediaType: 'a/b', url: 'blob:x' })],
    [
      'body.messages[0].parts[0].parts[1].url: ',
      withParts({
        type: 'steering-message',
        id: 's',
        parts: [
          { type: 'text', text: '' },
          { type: 'file', mediaType: 'a/b', url: 'x' },
        ],
      }),
    ],
    ['body.messages[0].parts[0].sourceId: ', withParts({ type: 'source-url', url: 'https://x.io' })],
    ['body.messages[0].parts[0].id: ', withParts({ type: 'data-x', id: 5, data: 1 })],
    ['body.messages[0].parts[0].toolName: ', withParts({ ...tool, type: 'dynamic-tool' })],
    ['body.trigger: ', { ...asking('Hi'), trigger: 'resume' }],
    ['body.messageId: ', { ...asking('Hi'), messageId: 5 }],
    ['body.id: ', { ...asking('Hi'), id: long }],
    ['body.model: ', { ...asking('Hi'), model: '' }],
    ['body.model: ', { ...asking('Hi'), model: ['gpt'] }],
  ])('names the path: %s', async (path, body) => {
    const said = await complaint(body)
    expect(said.slice(0, path.length)).toBe(path)
    expect(said).toMatch(/\.$/)
  })

  it('is not fooled by the names of what every object has', async () => {
    expect(await complaint(withParts({ type: 'constructor' }))).toBe('accepted')
    expect(await complaint(withParts({ type: 'toString' }))).toBe('accepted')
    expect(await complaint(JSON.parse('{"__proto__":{"messages":[]}}'))).toMatch(/^body\.messages: /)
  })

  it('reads a long conversation in a time that nobody notices', async () => {
    const messages = Array.from({ length: 2_000 }, (_, index) => ({ ...asking('Hi').messages[0], id: `m${index}` }))
    const startMs = performance.now()
    await parseChatBody({ messages })
    expect(performance.now() - startMs).toBeLessThan(250)
  })
})
