import {
  anthropicMessages,
  baiduV1,
  type ChatDialect,
  type ChatError,
  collect,
  createCallContext,
  dashscopeDialect,
  deepseekDialect,
  type Fetch,
  type Handler,
  moonshotDialect,
  openaiChat,
  openaiResponses,
  qianfanDialect,
  zhipuDialect,
} from '@sluice/core'
import { baiduOAuth } from '@sluice/next-adapter'
import { describe, expect, it } from 'vitest'
import { hasRecordings, readRecorded, recorded, type WireFile } from '../support/recorded-streams.ts'

interface TaxonomyRow {
  family: string
  status: number
  code: string | number | null
  messageContains?: string
  class: string
}

/** How a family is reached, and how it words a failure. */
interface Family {
  rows: number
  create: (fetch: Fetch) => Handler
  /** All forms in which a row of the taxonomy comes over the wire. */
  bodies: (row: TaxonomyRow, message: string) => unknown[]
}

const taxonomy: TaxonomyRow[] = hasRecordings ? JSON.parse(readRecorded('data/error-taxonomy.json')).rows : []

const model = 'recorded'
const speaking = (dialect?: ChatDialect) => (fetch: Fetch) => openaiChat({ model, dialect, fetch })
const wordedBy = (field: 'code' | 'type') => (row: TaxonomyRow, message: string) => [
  { error: { message, type: 'unknown_error', [field]: row.code } },
]

const families: Record<string, Family> = {
  'baidu-v1': {
    rows: 30,
    create: (fetch) => baiduV1({ model, fetch }),
    bodies: ({ code }, message) => [
      { error_code: code, error_msg: message, id: 'as-1' },
      { code, msg: message },
    ],
  },
  'baidu-v2': { rows: 30, create: speaking(qianfanDialect), bodies: wordedBy('code') },
  'baidu-oauth': {
    rows: 2,
    create: (fetch) => baiduV1({ model, fetch, authorize: baiduOAuth({ clientId: 'id', clientSecret: 'no', fetch }) }),
    bodies: ({ code }, error_description) => [{ error: code, error_description }],
  },
  dashscope: {
    rows: 45,
    create: speaking(dashscopeDialect),
    bodies: (row, message) => [
      ...wordedBy('code')(row, message),
      // A stream of the compatible interface has no native form.
      ...(row.status === 200 ? [] : [{ code: row.code, message, request_id: '1' }]),
    ],
  },
  openai: { rows: 14, create: speaking(), bodies: wordedBy('code') },
  anthropic: {
    rows: 13,
    create: (fetch) => anthropicMessages({ model, fetch }),
    bodies: ({ code }, message) => [{ type: 'error', error: { type: code, message } }],
  },
  deepseek: { rows: 7, create: speaking(deepseekDialect), bodies: wordedBy('code') },
  moonshot: { rows: 10, create: speaking(moonshotDialect), bodies: wordedBy('type') },
  zhipu: { rows: 19, create: speaking(zhipuDialect), bodies: wordedBy('code') },
}

/** Which rows judge a recording, where its folder is not called like a family. */
const judges: Record<string, string> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  // A server of one's own answers with OpenAI's words.
  'openai-compatible': 'openai',
  ollama: 'openai',
  'qwen-compatible': 'dashscope',
}
const familyOf = (provider: string) => families[judges[provider] ?? provider]!

function failureOf(handler: Handler): Promise<ChatError> {
  const answer = collect(handler({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext()))
  return answer.then(
    () => expect.fail('It answered.'),
    (error) => error,
  )
}

describe.skipIf(!hasRecordings)('every row of the taxonomy', () => {
  it('belongs to a family that is tested here', () => {
    const counts = Object.fromEntries(Object.keys(families).map((name) => [name, rowsOf(name).length]))
    expect(counts).toEqual(Object.fromEntries(Object.entries(families).map(([name, { rows }]) => [name, rows])))
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(taxonomy.length)
    expect(taxonomy).toHaveLength(170)
  })

  it.each(taxonomy)('$family $status $code "$messageContains" is $class', async (row) => {
    const { create, bodies } = families[row.family]!
    const said = bodies(row, row.messageContains === undefined ? 'It failed.' : `Oh. ${row.messageContains}, see x`)
    const exact = row.family === 'baidu-oauth' ? bodies(row, row.messageContains ?? '') : []
    for (const body of [...said, ...exact]) {
      expect(await failureOf(create(async () => Response.json(body, { status: row.status })))).toMatchObject({
        code: row.class,
        cause: { status: row.status },
      })
    }
  })

  // What is reported with status 200 may come in a stream as well.
  it.each(taxonomy.filter(({ status }) => status === 200))('in a stream too: $family $code is $class', async (row) => {
    const { create, bodies } = families[row.family]!
    for (const body of bodies(row, 'It failed.')) {
      const name = row.family === 'anthropic' ? 'event: error\n' : ''
      expect(await failureOf(create(async () => stream(`${name}data: ${JSON.stringify(body)}\n\n`)))).toMatchObject({
        code: row.class,
      })
    }
  })
})

describe.skipIf(!hasRecordings)('recorded errors', () => {
  const errors = recorded.filter(({ kind }) => kind === 'error')

  it('are there', () => expect(errors.length).toBeGreaterThanOrEqual(41))

  it.each(errors)('are what the taxonomy says: $file', async (file) => {
    const { status, contentType, headers, provider } = file
    const reply = () =>
      new Response(readRecorded(`wire/${file.file}`), { status, headers: { ...headers, 'content-type': contentType } })
    const create =
      provider === 'openai-responses' ? (fetch: Fetch) => openaiResponses({ model, fetch }) : familyOf(provider).create
    const error = await failureOf(create(async () => reply()))
    expect(error).toMatchObject({ code: classOf(file), model, cause: { status } })

    const { message } = fieldsOf(file)
    if (message === '') return
    expect(error.message).not.toContain(message)
    // What a token endpoint says may repeat the secret that it was sent.
    if (provider !== 'baidu-oauth') {
      expect(JSON.stringify(error.cause)).toContain(JSON.stringify(message).slice(1, -1))
    }
  })
})

function rowsOf(family: string): TaxonomyRow[] {
  return taxonomy.filter((row) => row.family === family)
}

function stream(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
}

function fieldsOf({ file }: WireFile): { message: string; words: unknown[] } {
  const body = JSON.parse(readRecorded(`wire/${file}`))
  // Ollama's failure is a text, and Baidu's token endpoint has its word there.
  const error = typeof body.error === 'object' ? body.error : body
  const message = error.message ?? error.error_msg ?? error.msg ?? error.error_description ?? error.error
  return { message, words: [error.code, error.error_code, error.type, error.error, null] }
}

/** The class of the row that fits best: one that names the message, then the code, then the status alone. */
function classOf(file: WireFile): string {
  const { message, words } = fieldsOf(file)
  // vLLM tells this by its wording alone, which no row of OpenAI's has.
  if (/maximum context length/.test(message)) return 'context-too-long'
  const rows = rowsOf(judges[file.provider] ?? file.provider).filter(
    (row) => row.status === file.status && words.includes(row.code),
  )
  const byMessage = rows.find(({ messageContains = '\0' }) =>
    message.toLowerCase().includes(messageContains.toLowerCase()),
  )
  const byWord = rows.find((row) => row.messageContains === undefined)
  const byStatus: Record<number, string> = { 400: 'bad-request', 404: 'not-found' }
  return (byMessage ?? byWord)?.class ?? byStatus[file.status] ?? 'no row fits'
}
