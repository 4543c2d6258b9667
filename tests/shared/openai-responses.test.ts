import { type ChatEvent, collect, createCallContext, type Fetch, openaiResponses } from '@sluice/core'
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
  class: string
}

interface OutputItem {
  type: string
  id: string
  summary?: { text: string }[]
  content?: { text: string }[]
  encrypted_content?: string
}

const create = (fetch: Fetch) => openaiResponses({ model: 'recorded', fetch })
const call = (fetch: Fetch) => create(fetch)({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext())
const replaying =
  ({ file, status, contentType, headers }: WireFile): Fetch =>
  async () =>
    new Response(readRecorded(`wire/${file}`), { status, headers: { ...headers, 'content-type': contentType } })

describeRecordedStreams({
  dialect: 'openai-responses',
  atLeast: 4,
  create,
  failureOf: ({ expect: { error } }) => (error ? 'quota-exceeded' : undefined),
  terminal: /"type":\s*"(response\.(completed|incomplete|failed)|error)"/,
})

describe.skipIf(!hasRecordings)('recorded thoughts', () => {
  it('end with what has to be given back', async () => {
    const file = recorded.find(({ file }) => file === 'openai-responses/reasoning-encrypted.sse')!
    const events = await eventsOf(call(replaying(file)))
    const seals = events.flatMap((event) =>
      event.type === 'reasoning-delta' && event.providerMetadata ? [event.providerMetadata] : [],
    )
    expect(seals).toEqual([
      {
        openai: {
          itemId: expect.stringMatching(/^rs_/),
          reasoningEncryptedContent: expect.stringMatching(/^gAAAA/),
        },
      },
    ])
  })
})

describe.skipIf(!hasRecordings)('recorded responses in one piece', () => {
  const bodies = recorded.filter(({ provider, kind }) => provider === 'openai-responses' && kind === 'body')

  it('are there', () => expect(bodies.length).toBeGreaterThanOrEqual(2))

  it.each(bodies)('are answers: $file', async (file) => {
    const { output, usage } = JSON.parse(readRecorded(`wire/${file.file}`))
    const items: OutputItem[] = output
    const textOf = (type: string, field: 'summary' | 'content') =>
      items.flatMap((item) => (item.type === type ? (item[field] ?? []) : [])).map(({ text }) => text)
    const events = await eventsOf(call(replaying(file)))
    const result = await collect(call(replaying(file)))
    expect(result).toMatchObject({
      text: textOf('message', 'content').join(''),
      reasoning: textOf('reasoning', 'summary').join('\n\n'),
      finishReason: 'stop',
      usage: {
        inputTokens: usage.input_tokens,
        outputTokens: usage.output_tokens,
        cachedInputTokens: usage.input_tokens_details.cached_tokens,
        reasoningTokens: usage.output_tokens_details.reasoning_tokens,
      },
    })
    const sealed = items.filter(({ encrypted_content }) => encrypted_content !== undefined)
    expect(
      events.flatMap((event) => (event.type === 'reasoning-delta' ? [event.providerMetadata] : [])).filter(Boolean),
    ).toEqual(sealed.map(({ id, encrypted_content }) => openai(id, encrypted_content)))
  })

  it('say how near the limits are', async () => {
    const file = bodies.find(({ headers }) => headers !== undefined)!
    const [start] = await eventsOf(call(replaying(file)))
    expect(start).toMatchObject({ type: 'start', rateHint: { requests: { limit: 500, remaining: 499 } } })
  })
})

describe.skipIf(!hasRecordings)('every row of the taxonomy for OpenAI', () => {
  const all: TaxonomyRow[] = hasRecordings ? JSON.parse(readRecorded('data/error-taxonomy.json')).rows : []
  const rows = all.filter(({ family }) => family === 'openai')

  it('is there', () => expect(rows.length).toBeGreaterThanOrEqual(14))

  it.each(rows)('$status $code is $class', async ({ status, code, messageContains, class: expected }) => {
    const error = { message: messageContains ?? 'It failed.', type: 'unknown_error', code }
    const answer = collect(call(async () => Response.json({ error }, { status })))
    await expect(answer).rejects.toMatchObject({ code: expected, provider: 'openai', cause: { status } })
  })

  // In a stream there is no status: only the codes that say enough by themselves are understood.
  const byWord = rows.filter(({ status, class: code }) => status !== 400 && status !== 403 && code !== 'server')
  it.each(byWord)('$code is $class in a stream too', async ({ code, class: expected }) => {
    const failed = { type: 'response.failed', response: { status: 'failed', error: { code, message: 'It failed.' } } }
    const body = `event: response.failed\ndata: ${JSON.stringify(failed)}\n\n`
    const answer = collect(call(async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })))
    await expect(answer).rejects.toMatchObject({ code: expected })
  })
})

async function eventsOf(answer: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  for await (const event of answer) events.push(event)
  return events
}

function openai(itemId: string, reasoningEncryptedContent: string | undefined) {
  return { openai: { itemId, reasoningEncryptedContent } }
}
