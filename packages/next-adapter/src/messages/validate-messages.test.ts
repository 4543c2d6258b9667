import { isChatError } from '@sluice/core'
import { createMessageBuilder, type UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { safeValidateMessages, type ValidateMessagesOptions, validateMessages } from './validate-messages.ts'

const text = (text: unknown) => ({ type: 'text', text })
const user = (id: string, ...parts: unknown[]) => ({ id, role: 'user', parts })
const answer = (id: string, ...parts: unknown[]) => ({ id, role: 'assistant', parts })

async function complaint(list: unknown, options?: ValidateMessagesOptions): Promise<string> {
  const result = await safeValidateMessages(list, options)
  if (result.success) return 'accepted'
  expect(isChatError(result.error) && result.error.code).toBe('bad-request')
  return result.error.message
}

describe('validateMessages', () => {
  it('gives a sound history as it is', async () => {
    const list = [user('1', text('Hi')), answer('2', { type: 'step-start' }, text('Hello'))]
    expect(await validateMessages(list)).toEqual(list)
    expect(await safeValidateMessages(list)).toEqual({ success: true, data: list })
    expect(await validateMessages([])).toEqual([])
  })

  it.each<[string, unknown]>([
    ['messages: ', undefined],
    ['messages: ', '[]'],
    ['messages: ', { 0: user('1') }],
    ['messages: ', Array.from({ length: 10_001 }, () => null)],
    ['messages[0]: ', [null]],
    ['messages[1].role: ', [user('1'), { id: '2', role: 'robot', parts: [] }]],
    ['messages[1].id: ', [user('1'), answer('1')]],
    ['messages[3].parts[1].text: ', [user('1'), answer('2'), user('3'), answer('4', text(''), text(5))]],
    ['messages[0].parts[0].state: ', [answer('1', { type: 'tool-a', toolCallId: 'c', state: 'finished' })]],
    ['messages[0]: is nested', [user('1', { type: 'data-x', data: JSON.parse('['.repeat(300) + ']'.repeat(300)) })]],
  ])('names the place: %s', async (path, list) => {
    expect((await complaint(list)).slice(0, path.length)).toBe(path)
    await expect(validateMessages(list)).rejects.toThrow(path)
  })

  it('keeps kinds of parts that it does not know, unless it is to be strict', async () => {
    const list = [user('1', text('Hi'), { type: 'hologram', volume: 3 })]
    expect(await validateMessages(list)).toEqual(list)
    expect(await complaint(list, { strict: true })).toBe('messages[0].parts[1].type: is not known.')
    expect(await complaint([user('1', { type: 'constructor' })], { strict: true })).not.toBe('accepted')
  })

  it('holds what is in the parts against schemas', async () => {
    const data = { place: z.object({ city: z.string() }) }
    const list = [user('1', { type: 'data-place', data: { city: 5 } })]
    expect(await complaint(list, { data })).toMatch(/^messages\[0\]\.parts\[0\]\.data\.city: /)
    expect(await complaint(list, { data, misfits: 'demote' })).toBe('accepted')
  })

  it('repairs what a process left open, and demotes what does not fit', async () => {
    const call = { type: 'tool-gone', toolCallId: 'c', state: 'input-available', input: 1 }
    const list = [user('1', { type: 'data-old', data: 1 }, text('Hi')), answer('2', call), user('3', text('And?'))]
    expect(await validateMessages(list, { tools: {}, data: {}, repair: true })).toEqual([
      user('1', text('Hi')),
      answer('2', {
        ...call,
        type: 'dynamic-tool',
        toolName: 'gone',
        state: 'output-error',
        errorText: 'The call was never carried out.',
      }),
      user('3', text('And?')),
    ])
  })

  it('does not repair what is no message', async () => {
    expect(await complaint([user('1'), user('1')], { repair: true })).toMatch(/^messages\[1\]\.id: /)
  })

  it('says at once what is wrong with its schemas', async () => {
    const options = { data: { place: {} } } as unknown as ValidateMessagesOptions
    await expect(safeValidateMessages([], options)).rejects.toThrow(TypeError)
  })

  it('leaves a list that it was given alone', async () => {
    const list = [user('1', { type: 'data-x', data: JSON.parse('{"__proto__":{"a":1},"b":2}') })]
    const before = JSON.stringify(list)
    expect(JSON.stringify(await validateMessages(list))).toBe(
      JSON.stringify([user('1', { type: 'data-x', data: { b: 2 } })]),
    )
    expect(JSON.stringify(list)).toBe(before)
  })

  it('takes whatever an answer is made of on its way', async () => {
    const builder = createMessageBuilder({ id: 'a', role: 'assistant', parts: [] })
    for (const chunk of everyKind) {
      builder.apply(chunk)
      const message = JSON.parse(JSON.stringify(builder.snapshot()))
      expect(await validateMessages([message], { strict: true })).toEqual([message])
    }
    expect(builder.snapshot().parts).toHaveLength(15)
  })
})

const pm = { providerMetadata: { acme: { id: 'x' } } }
const everyKind: UIMessageChunk[] = [
  { type: 'start', messageId: 'a', messageMetadata: { own: 1, sluice: { requestId: 'r' } } },
  { type: 'start-step' },
  { type: 'reasoning-start', id: '0', ...pm },
  { type: 'reasoning-delta', id: '0', delta: 'hm' },
  { type: 'reasoning-end', id: '0', ...pm },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Hello' },
  { type: 'text-end', id: '1' },
  { type: 'tool-input-start', toolCallId: 'c1', toolName: 'weather', title: 'Weather' },
  { type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{"city":"Os' },
  { type: 'tool-input-available', toolCallId: 'c1', toolName: 'weather', input: { city: 'Oslo' } },
  { type: 'tool-output-available', toolCallId: 'c1', output: 1, preliminary: true },
  { type: 'tool-output-available', toolCallId: 'c1', output: { celsius: 3 } },
  { type: 'tool-input-error', toolCallId: 'c2', toolName: 'weather', input: '{"ci', errorText: 'no JSON' },
  { type: 'tool-input-available', toolCallId: 'c3', toolName: 'mcp', input: 1, dynamic: true, providerExecuted: true },
  { type: 'tool-output-error', toolCallId: 'c3', errorText: 'no' },
  { type: 'tool-input-available', toolCallId: 'c4', toolName: 'weather', input: {} },
  { type: 'tool-approval-request', toolCallId: 'c4', approvalId: 'p4', reason: 'It costs money.' },
  { type: 'tool-approval-response', approvalId: 'p4', approved: false, reason: 'Too much.' },
  { type: 'tool-output-denied', toolCallId: 'c4' },
  { type: 'tool-input-available', toolCallId: 'c5', toolName: 'weather', input: {} },
  { type: 'tool-output-denied', toolCallId: 'c5' },
  { type: 'source-url', sourceId: 's1', url: 'https://example.com', title: 'Example' },
  { type: 'source-document', sourceId: 's2', mediaType: 'text/plain', title: 'A text' },
  { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' },
  { type: 'reasoning-file', mediaType: 'image/png', url: 'https://example.com/a.png' },
  { type: 'custom', kind: 'acme.thing', ...pm },
  { type: 'steering-message', id: 'st', parts: [{ type: 'text', text: 'Faster' }] },
  { type: 'data-place', id: 'd', data: { city: 'Oslo' } },
  { type: 'finish-step' },
  { type: 'finish', finishReason: 'stop', messageMetadata: { sluice: { attempts: 1 } } },
]
