import {
  anthropicMessages,
  type ChatError,
  type ChatErrorCode,
  type ChatEvent,
  collect,
  createCallContext,
  type Fetch,
} from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import {
  describeRecordedStreams,
  hasRecordings,
  readRecorded,
  recorded,
  type WireFile,
} from '../support/recorded-streams.ts'

interface TaxonomyRow {
  family: string
  status: number
  code: string
  messageContains?: string
  class: ChatErrorCode
}

const create = (fetch: Fetch) => anthropicMessages({ model: 'recorded', fetch })
const files = recorded.filter(({ provider }) => provider === 'anthropic')
const taxonomy: TaxonomyRow[] = hasRecordings ? JSON.parse(readRecorded('data/error-taxonomy.json')).rows : []
const rows = taxonomy.filter(({ family }) => family === 'anthropic')

const replaying =
  ({ file, status, contentType, headers }: WireFile): Fetch =>
  async () =>
    new Response(readRecorded(`wire/${file}`), { status, headers: { ...headers, 'content-type': contentType } })
const call = (fetch: Fetch) => create(fetch)({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext())
const ask = (fetch: Fetch) => collect(call(fetch))

describeRecordedStreams({
  dialect: 'anthropic',
  atLeast: 8,
  create,
  failureOf: ({ expect: { error } }) => (error ? classOf(200, error as { type: string; message: string }) : undefined),
  terminal: /"stop_reason":\s*"/,
})

describe.skipIf(!hasRecordings)('recorded replies of Anthropic in one piece', () => {
  const bodies = files.filter(({ kind }) => kind === 'body')

  it('are there', () => expect(bodies.length).toBeGreaterThanOrEqual(3))

  it.each(bodies)('are answers: $file', async (file) => {
    const { content, stop_reason, usage } = JSON.parse(readRecorded(`wire/${file.file}`))
    const blocks: { type: string; text: string; id: string; name: string; input: unknown }[] = content
    const result = await ask(replaying(file))
    expect(result).toMatchObject({
      text: blocks.map(({ type, text }) => (type === 'text' ? text : '')).join(''),
      finishReason: stop_reason === 'end_turn' ? 'stop' : stop_reason.replace('_use', '-calls'),
      usage: {
        inputTokens: usage.input_tokens,
        outputTokens: usage.output_tokens,
        cachedInputTokens: 0,
        cacheWriteInputTokens: 0,
      },
    })
    expect(result.toolCalls).toEqual(
      blocks
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
    )
  })

  it('say how near the limits are', async () => {
    const file = files.find(({ file }) => file.endsWith('recorded-http-tool-use.json'))!
    const clock = createTestClock(Date.parse('2026-08-02T17:44:00Z'))
    const handler = anthropicMessages({ model: 'recorded', fetch: replaying(file), clock })
    const events: ChatEvent[] = []
    for await (const event of handler({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext())) {
      events.push(event)
    }
    expect(events[0]).toMatchObject({
      type: 'start',
      rateHint: {
        requests: { limit: 10_000, remaining: 9_999, resetMs: 3_000 },
        tokens: { limit: 12_000_000, remaining: 12_000_000, resetMs: 4_000 },
        inputTokens: { limit: 10_000_000, remaining: 10_000_000, resetMs: 4_000 },
        outputTokens: { limit: 2_000_000, remaining: 2_000_000, resetMs: 4_000 },
      },
    })
  })
})

describe.skipIf(!hasRecordings)('recorded errors of Anthropic', () => {
  const errors = files.filter(({ kind }) => kind === 'error')

  it('are there', () => expect(errors.length).toBeGreaterThanOrEqual(4))

  it.each(errors)('are what the taxonomy says: $file', async (file) => {
    const said = JSON.parse(readRecorded(`wire/${file.file}`)).error
    const error: ChatError = await ask(replaying(file)).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: classOf(file.status, said), provider: 'anthropic', model: 'recorded' })
    expect(error.message).not.toContain(said.message)
    expect(JSON.stringify(error.cause)).toContain(said.message)
  })
})

describe.skipIf(!hasRecordings)('every row of the taxonomy for Anthropic', () => {
  it('is there', () => expect(rows.length).toBeGreaterThanOrEqual(13))

  it.each(rows)('$status $code is $class', async ({ status, code, messageContains, class: expected }) => {
    const body = JSON.stringify({ type: 'error', error: { type: code, message: messageContains ?? 'It failed.' } })
    // With a status of 200 it stands in a stream.
    const [text, contentType] =
      status === 200 ? [`event: error\ndata: ${body}\n\n`, 'text/event-stream'] : [body, 'application/json']
    const fetch: Fetch = async () => new Response(text, { status, headers: { 'content-type': contentType } })
    await expect(ask(fetch)).rejects.toMatchObject({ code: expected })
  })
})

/** The class of the row that fits best: one that names the message, then one that does not. */
function classOf(status: number, { type, message }: { type: string; message: string }): ChatErrorCode | undefined {
  const fitting = rows.filter((row) => row.status === status && row.code === type)
  const byMessage = fitting.find(({ messageContains }) => messageContains && message.includes(messageContains))
  return (byMessage ?? fitting.find((row) => row.messageContains === undefined))?.class
}
