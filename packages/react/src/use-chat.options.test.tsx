import { ChatError } from '@sluice/core'
import {
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
  type StandardSchema,
  type UIMessageChunk,
} from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { attachmentProblem } from './attachments/attachment-problem.ts'
import { Chat } from './chat.ts'
import { createChatStore } from './store/chat-store.ts'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { settled } from './test-support/settled.ts'
import { textMessage, transcript } from './test-support/transcript.ts'
import { testTransport } from './testing/index.ts'
import { httpTransport } from './transport/http-transport.ts'
import type { UseChatOptions } from './use-chat.ts'

/* One test for every option and every field that useChat has, by its name. */

allowNoConsoleErrors()
const quick = { interval: 5 }

async function started(options: UseChatOptions = {}) {
  const transport = testTransport()
  const chat = await mountChat({ transport, throttle: 0, ...options })
  const send = async (text = 'hi', ...chunks: UIMessageChunk[]) => {
    const sent = chat.chat().sendMessage({ text })
    await expect.poll(() => transport.sends.length, quick).toBeGreaterThan(0)
    if (chunks.length > 0) transport.sends.at(-1)!.chunks(...chunks)
    await settled()
    return sent
  }
  /** Says something and has it answered. */
  const talk = async (text: string, answer: string) => {
    const before = transport.sends.length
    const sent = chat.chat().sendMessage({ text })
    await expect.poll(() => transport.sends.length, quick).toBe(before + 1)
    transport.sends.at(-1)!.text(answer)
    transport.sends.at(-1)!.finish()
    await sent
  }
  return { ...chat, transport, send, talk }
}
const answering = (text = 'Hello') => ({ transport: testTransport(() => text) })
const call: UIMessageChunk = { type: 'tool-input-available', toolCallId: 'c', toolName: 'weather', input: {} }
const approval: UIMessageChunk = { type: 'tool-approval-request', approvalId: 'ok?', toolCallId: 'c' }
const schema = <Value,>(isRight: (value: unknown) => boolean): StandardSchema<unknown, Value> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (isRight(value) ? { value: value as Value } : { issues: [{ message: 'must be right' }] }),
  },
})

describe('the option', () => {
  it('id names the conversation', async () => {
    const { chat, transport, send } = await started({ id: 'trip', storage: false })
    void send()
    await expect.poll(() => transport.sends[0]?.options.chatId, quick).toBe('trip')
    expect(chat().id).toBe('trip')
  })

  it('chat takes a conversation that belongs to the application', async () => {
    const owned = new Chat({ ...answering(), id: 'own' })
    const { chat, shown, unmount } = await mountChat({ chat: owned, messages: [textMessage('user', 'ignored')] })
    await owned.sendMessage({ text: 'hi' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    expect(chat().id).toBe('own')
    expect(chat().messages).toBe(owned.messages)
    await unmount()
    await owned.sendMessage({ text: 'still there' })
    expect(owned.messages).toHaveLength(4)
  })

  it('chat may change to another conversation while an answer comes', async () => {
    const transport = testTransport()
    const one = createChatStore({ id: 'one' })
    one.configure({ transport, throttle: 0 })
    const { shown, setOptions } = await mountChat({ chat: one })
    const sent = one.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hel')
    await expect.poll(shown, quick).toHaveLength(2)
    await setOptions({ chat: createChatStore({ id: 'two' }) })
    expect(shown()).toEqual([])
    transport.sends[0]!.finish()
    await sent
    expect(transcript(one.getState().messages)).toEqual(['user: hi', 'assistant: Hel'])
  })

  it('messages begins the conversation, and later changes of it mean nothing', async () => {
    const { shown, setOptions } = await started({ messages: [textMessage('user', 'a')] })
    await setOptions({ messages: [textMessage('user', 'b')] })
    expect(shown()).toEqual(['user: a'])
  })

  it('generateId makes the ids of messages', async () => {
    let ids = 0
    const { chat } = await mountChat({ ...answering(), generateId: () => `m${++ids}` })
    await chat().sendMessage({ text: 'hi' })
    expect(chat().messages[0]?.id).toBe('m1')
  })

  it('messageMetadataSchema ends an answer whose metadata is wrong', async () => {
    const { chat, send } = await started({ messageMetadataSchema: schema((value) => Object(value).a === 1) })
    await send('hi', { type: 'message-metadata', messageMetadata: { a: 2 } })
    await expect.poll(() => chat().error?.message, quick).toContain('metadata: must be right')
    expect(chat().error?.code).toBe('server')
  })

  it('dataPartSchemas ends an answer whose data part is wrong', async () => {
    const { chat, send } = await started({ dataPartSchemas: { weather: schema((value) => typeof value === 'number') } })
    await send('hi', { type: 'data-weather', data: 21 }, { type: 'data-weather', data: 'warm' })
    await expect.poll(() => chat().error?.message, quick).toContain('data-weather')
  })

  it('onToolCall carries a tool out, and addToolOutput with sendAutomaticallyWhen goes on', async () => {
    const transport = testTransport()
    const { chat, shown } = await mountChat({
      transport,
      onToolCall: ({ toolCall }) =>
        void chat().addToolOutput({ tool: 'weather', toolCallId: toolCall.toolCallId, output: 21 }),
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    })
    void chat().sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks(call)
    transport.sends[0]!.finish()
    await expect.poll(() => transport.sends.length, quick).toBe(2)
    transport.sends[1]!.text('Warm.')
    transport.sends[1]!.finish()
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Warm.'])
    await expect.poll(() => chat().status, quick).toBe('ready')
  })

  it('sendAutomaticallyWhen goes on when every approval is answered', async () => {
    const transport = testTransport()
    const options = { transport, sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses }
    const { chat } = await mountChat(options)
    void chat().sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks(call, approval)
    transport.sends[0]!.finish()
    await expect.poll(() => chat().status, quick).toBe('ready')
    void chat().addToolApprovalResponse({ id: 'ok?', approved: true })
    await expect.poll(() => transport.sends.length, quick).toBe(2)
    const [, answer] = transport.sends[1]!.options.messages
    expect(answer?.parts.at(-1)).toMatchObject({ state: 'approval-responded', approval: { approved: true } })
  })

  it('onData is told of data parts, transient ones too', async () => {
    const onData = vi.fn()
    const { send } = await started({ onData })
    void send('hi', { type: 'data-a', data: 1 }, { type: 'data-b', data: 2, transient: true })
    await expect.poll(() => onData.mock.calls.map(([part]) => part.data), quick).toEqual([1, 2])
  })

  it('onError is told of a failure', async () => {
    const onError = vi.fn()
    const { send, transport } = await started({ onError })
    const sent = send()
    await settled()
    transport.sends[0]!.fail(new ChatError('overloaded', 'Busy.'))
    await sent
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'overloaded' }))
  })

  it('onFinish is told of every ending', async () => {
    const onFinish = vi.fn()
    const { chat, talk, send, transport } = await started({ onFinish })
    await talk('a', 'A')
    void send('b')
    await expect.poll(() => transport.sends.length, quick).toBe(2)
    await chat().stop()
    expect(onFinish.mock.calls.map(([{ isAbort, finishReason }]) => [isAbort, finishReason])).toEqual([
      [false, 'stop'],
      [true, undefined],
    ])
  })

  it.each(['throttle', 'experimental_throttle'] as const)('%s spaces the updates of an answer', async (name) => {
    const transport = testTransport()
    const { chat, shown, renders } = await mountChat({ transport, [name]: 10_000 })
    const sent = chat().sendMessage({ text: 'hi' })
    transport.sends[0]!.text('a')
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: a'])
    const before = renders()
    for (const letter of 'bcdef') {
      transport.sends[0]!.text(letter)
      await settled()
    }
    expect(renders()).toBe(before)
    transport.sends[0]!.finish()
    await sent
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: abcdef'])
  })

  it('resume asks the server for an answer under way, once in StrictMode', async () => {
    const transport = testTransport()
    const { shown, chat } = await mountChat({ transport, resume: true, messages: [textMessage('user', 'hi')] })
    await expect.poll(() => transport.reconnects.length, quick).toBe(1)
    expect(chat().status).toBe('ready')
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.finish()
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    await expect.poll(() => chat().status, quick).toBe('ready')
    expect(transport.reconnects).toHaveLength(1)
  })

  it.each([
    ['queue', ['user: a', 'assistant: A'], 1],
    ['interrupt', ['user: a', 'assistant: A (stopped)', 'user: b'], 2],
  ] as const)('whenBusy %s decides about a second send', async (whenBusy, expected, sends) => {
    const { chat, transport, shown } = await started({ whenBusy })
    void chat().sendMessage({ text: 'a' })
    transport.sends[0]!.text('A')
    await expect.poll(shown, quick).toHaveLength(2)
    void chat().sendMessage({ text: 'b' })
    await expect.poll(shown, quick).toEqual(expected)
    expect(transport.sends).toHaveLength(sends)
  })

  it('whenBusy reject refuses a second send', async () => {
    const { chat } = await started({ whenBusy: 'reject' })
    void chat().sendMessage({ text: 'a' })
    await expect(chat().sendMessage({ text: 'b' })).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('autoRetry sends again when the server said to', async () => {
    const { chat, transport } = await started({ autoRetry: true })
    void chat().sendMessage({ text: 'a' })
    transport.sends[0]!.fail(new ChatError('rate-limited', 'Busy.', { retryAfterMs: 30 }))
    await expect.poll(() => transport.sends.length, quick).toBe(2)
    expect(transport.sends[1]!.options.messages).toEqual(transport.sends[0]!.options.messages)
  })

  it('attachments limits the files', async () => {
    const { chat, transport } = await started({ attachments: { maxFiles: 1 } })
    const files = [1, 2].map((name) => new File(['hi'], `${name}.txt`, { type: 'text/plain' }))
    await expect(chat().sendMessage({ text: 'hi', files })).rejects.toMatchObject({ code: 'bad-request' })
    expect([transport.sends.length, chat().messages.length]).toEqual([0, 0])
    await expect.poll(() => chat().status, quick).toBe('error')
    expect(attachmentProblem(chat().error)).toMatchObject({ reason: 'too-many', limit: 1 })
  })
})

describe('what is late', () => {
  const stream = 'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"finish"}\n\n'
  it('is used at the next send: transport, headers, body and callbacks of the last render', async () => {
    const asked: [string | null, unknown][] = []
    const fetch = async (_: unknown, init: RequestInit = {}) => {
      asked.push([new Headers(init.headers).get('x-tenant'), JSON.parse(String(init.body)).model])
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
    }
    const finished: string[] = []
    const render = (tenant: string, model: string): UseChatOptions => ({
      transport: httpTransport({ fetch, headers: { 'x-tenant': tenant }, body: () => ({ model }) }),
      onFinish: () => finished.push(tenant),
    })
    const { chat, setOptions } = await mountChat(render('a', 'gpt'))
    const { sendMessage } = chat()
    await sendMessage({ text: 'hi' })
    await setOptions(render('b', 'qwen'))
    await sendMessage({ text: 'hi' }, { body: { more: 1 } })
    expect(asked).toEqual([
      ['a', 'gpt'],
      ['b', 'qwen'],
    ])
    expect(finished).toEqual(['a', 'b'])
  })
})

describe('the function', () => {
  it('sendMessage takes text, files, parts, metadata, and nothing', async () => {
    const { chat, talk, transport } = await started()
    await talk('a', 'A')
    const file = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,' } as const
    const said = [
      { files: [file] },
      { parts: [{ type: 'data-x', data: 1 } as const], metadata: { sluice: {} } },
      undefined,
    ]
    for (const message of said) {
      const sent = chat().sendMessage(message)
      await expect.poll(() => transport.sends.at(-1)?.isAborted, quick).toBe(false)
      transport.sends.at(-1)!.text('ok')
      transport.sends.at(-1)!.finish()
      await sent
    }
    const sent = transport.sends.map(({ options }) => options.messages.at(-1))
    expect(sent.map((message) => message?.parts[0]?.type)).toEqual(['text', 'file', 'data-x', 'step-start'])
    expect(sent[2]?.metadata).toEqual({ sluice: {} })
    // Without a message the answer goes on.
    expect(
      chat()
        .messages.at(-1)
        ?.parts.filter(({ type }) => type === 'text'),
    ).toHaveLength(2)
  })

  it('sendMessage reads files and a FileList', async () => {
    const { chat, transport } = await started()
    const given = new DataTransfer()
    given.items.add(new File(['hi'], 'a.txt', { type: 'text/plain' }))
    void chat().sendMessage({ text: 'hi', files: given.files })
    await expect.poll(() => transport.sends.length, quick).toBe(1)
    expect(transport.sends[0]!.options.messages[0]?.parts).toEqual([
      { type: 'file', mediaType: 'text/plain', filename: 'a.txt', url: `data:text/plain;base64,${btoa('hi')}` },
      { type: 'text', text: 'hi' },
    ])
  })

  it('sendMessage with messageId edits, and branch goes back', async () => {
    const { chat, talk, transport, shown } = await started()
    await talk('a', 'A')
    const [question] = chat().messages
    const sent = chat().sendMessage({ text: 'b', messageId: question!.id })
    transport.sends[1]!.text('B')
    transport.sends[1]!.finish()
    await sent
    await expect.poll(shown, quick).toEqual(['user: b', 'assistant: B'])
    const branch = chat().branch(chat().messages[0]!.id)
    expect([branch.index, branch.count]).toEqual([1, 2])
    branch.goTo(0)
    await expect.poll(shown, quick).toEqual(['user: a', 'assistant: A'])
  })

  it('regenerate answers anew', async () => {
    const { chat, talk, transport, shown } = await started()
    await talk('a', 'A')
    const sent = chat().regenerate({ messageId: chat().messages[1]!.id })
    transport.sends[1]!.text('B')
    transport.sends[1]!.finish()
    await sent
    await expect.poll(shown, quick).toEqual(['user: a', 'assistant: B'])
  })

  it('stop keeps what has come and tells the server, and continue goes on with it', async () => {
    const { chat, transport, shown } = await started()
    void chat().sendMessage({ text: 'a' })
    transport.sends[0]!.text('Hel')
    await expect.poll(shown, quick).toHaveLength(2)
    await chat().stop()
    await expect.poll(shown, quick).toEqual(['user: a', 'assistant: Hel (stopped)'])
    expect(transport.stops).toHaveLength(1)
    const sent = chat().continue()
    transport.sends[1]!.text('lo')
    transport.sends[1]!.finish()
    await sent
    await expect.poll(shown, quick).toEqual(['user: a', 'assistant: Hello'])
  })

  it('resumeStream rejoins an answer', async () => {
    const { chat, transport, shown } = await started({ messages: [textMessage('user', 'hi')] })
    void chat().resumeStream()
    await expect.poll(() => transport.reconnects.length, quick).toBe(1)
    transport.reconnects[0]!.text('Hello')
    transport.reconnects[0]!.finish()
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
  })

  it('setMessages takes a list or a function', async () => {
    const { chat, shown } = await started()
    chat().setMessages([textMessage('user', 'a')])
    await expect.poll(shown, quick).toEqual(['user: a'])
    chat().setMessages((before) => [...before, textMessage('user', 'b')])
    await expect.poll(shown, quick).toEqual(['user: a', 'user: b'])
  })

  it('clearError forgets a failure', async () => {
    const { chat, transport } = await started()
    void chat().sendMessage({ text: 'a' })
    transport.sends[0]!.fail(new ChatError('rate-limited', 'Busy.', { retryAfterMs: 5_000, requestId: 'r' }))
    await expect.poll(() => chat().status, quick).toBe('error')
    expect(chat().error).toMatchObject({ code: 'rate-limited', retryAfterMs: 5_000, requestId: 'r' })
    expect(chat().retryAt).toBeGreaterThan(Date.now())
    chat().clearError()
    await expect.poll(() => chat().status, quick).toBe('ready')
    expect([chat().error, chat().retryAt]).toEqual([undefined, undefined])
  })

  it('addToolOutput and its old name addToolResult give a call its output', async () => {
    const { chat, send, transport } = await started()
    const sent = send('hi', call, { ...call, toolCallId: 'd' })
    await expect.poll(() => chat().messages.length, quick).toBe(2)
    expect(chat().addToolResult).toBe(chat().addToolOutput)
    await chat().addToolOutput({ tool: 'weather', toolCallId: 'c', output: 21 })
    await chat().addToolResult({ tool: 'weather', toolCallId: 'd', state: 'output-error', errorText: 'Down.' })
    transport.sends[0]!.finish()
    await sent
    const states = chat().messages[1]?.parts.flatMap((part) => ('toolCallId' in part ? part.state : []))
    expect(states).toEqual(['output-available', 'output-error'])
  })

  it('editQueued, removeQueued and sendQueuedNow change the queue', async () => {
    const { chat, transport, shown } = await started()
    void chat().sendMessage({ text: 'a' })
    for (const text of ['b', 'c', 'd']) void chat().sendMessage({ text })
    await expect.poll(() => chat().queue.length, quick).toBe(3)
    const [b, c, d] = chat().queue
    await chat().editQueued(b!.id, { text: 'B' })
    chat().removeQueued(c!.id)
    await chat().sendQueuedNow(d!.id)
    await expect.poll(() => transcript(chat().queue.map(({ message }) => message)), quick).toEqual(['user: B'])
    expect(shown()).toEqual(['user: a', 'user: d'])
    expect(transport.sends).toHaveLength(2)
  })
})
