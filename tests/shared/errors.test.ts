import { readFileSync } from 'node:fs'
import { type ChatError, collect, createCallContext, type Handler, openaiChat } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'

interface WireFile {
  file: string
  provider: string
  kind: 'stream' | 'body' | 'error'
  status: number
  contentType: string
  headers?: Record<string, string>
}

interface RetryVector {
  id: string
  headers: Record<string, string>
  message?: string
  expectMs: number | null
}

interface TaxonomyRow {
  family: string
  status: number
  code: string | null
  messageContains?: string
  class: string
}

const folder = process.env.SLUICE_SHARED
const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')
const files: WireFile[] = folder ? JSON.parse(read('wire/index.json')).files : []
const waits: { now: string; vectors: RetryVector[] } = folder
  ? JSON.parse(read('vectors/retry-wait.json'))
  : { vectors: [] }
const taxonomy: TaxonomyRow[] = folder ? JSON.parse(read('data/error-taxonomy.json')).rows : []

/** Answers every call with a recorded reply. */
function replaying({ file, status, contentType, headers }: WireFile): Handler {
  const reply = () =>
    new Response(read(`wire/${file}`), { status, headers: { ...headers, 'content-type': contentType } })
  return openaiChat({ model: 'recorded', fetch: async () => reply() })
}
const ask = (handler: Handler) => collect(handler({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext()))

describe.skipIf(!folder)('how long recorded refusals ask us to wait', () => {
  it('finds vectors', () => expect(waits.vectors.length).toBeGreaterThanOrEqual(22))

  it.each(waits.vectors)('is read as it is meant: $id', async ({ headers, message = '', expectMs }) => {
    const refusing = openaiChat({
      model: 'recorded',
      clock: createTestClock(Date.parse(waits.now)),
      fetch: async () => Response.json({ error: { message } }, { status: 429, headers }),
    })
    const error: ChatError = await ask(refusing).catch((thrown) => thrown)
    expect(error.retryAfterMs ?? null).toBe(expectMs)
  })
})

describe.skipIf(!folder)('recorded errors of the openai-chat wire', () => {
  // A server of one's own answers with OpenAI's words, and is judged by OpenAI's rows.
  const families: Record<string, string> = {
    'openai-chat': 'openai',
    'openai-compatible': 'openai',
    moonshot: 'moonshot',
    deepseek: 'deepseek',
  }
  const errors = files.filter((file) => file.kind === 'error' && file.provider in families)

  it('are there', () => expect(errors.length).toBeGreaterThanOrEqual(10))

  it.each(errors)('are what the taxonomy says: $file', async (file) => {
    const error: ChatError = await ask(replaying(file)).catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: classOf(families[file.provider]!, file),
      provider: 'openai',
      model: 'recorded',
    })
    const { message } = fieldsOf(file)
    expect(error.message).not.toContain(message)
    expect(JSON.stringify(error.cause)).toContain(JSON.stringify(message).slice(1, -1))
  })
})

describe.skipIf(!folder)('every row of the taxonomy for the openai-chat wire', () => {
  const rows = taxonomy.filter(({ family }) => ['openai', 'moonshot', 'deepseek'].includes(family))

  it('is there', () => expect(rows.length).toBeGreaterThanOrEqual(25))

  // Moonshot says its words in `type`, the others in `code`.
  it.each(rows)(
    '$family $status $code is $class',
    async ({ family, status, code, messageContains, class: expected }) => {
      const word = family === 'moonshot' ? { type: code } : { code, type: 'unknown_error' }
      const body = { error: { message: messageContains ?? 'It failed.', ...word } }
      const handler = openaiChat({ model: 'recorded', fetch: async () => Response.json(body, { status }) })
      await expect(ask(handler)).rejects.toMatchObject({ code: expected })
    },
  )
})

describe.skipIf(!folder)('recorded replies in one piece', () => {
  const bodies = files.filter((file) => file.kind === 'body' && isCompletion(read(`wire/${file.file}`)))

  it('are there', () => expect(bodies.length).toBeGreaterThanOrEqual(7))

  it.each(bodies)('are answers: $file', async (file) => {
    const wire = JSON.parse(read(`wire/${file.file}`))
    const { message, finish_reason } = wire.choices[0]
    const result = await ask(replaying(file))
    expect(result).toMatchObject({
      text: message.content ?? '',
      reasoning: message.reasoning_content ?? '',
      finishReason: finish_reason.replace('_', '-'),
      usage: { inputTokens: wire.usage.prompt_tokens, outputTokens: wire.usage.completion_tokens },
    })
    expect(result.toolCalls).toEqual(
      (message.tool_calls ?? []).map((call: { id: string; function: { name: string; arguments: string } }) => ({
        id: call.id,
        name: call.function.name,
        arguments: call.function.arguments,
      })),
    )
  })
})

function isCompletion(text: string): boolean {
  // Qianfan's first version calls its own shape by the same name.
  const { object, choices } = JSON.parse(text)
  return object === 'chat.completion' && Array.isArray(choices)
}

function fieldsOf({ file }: WireFile): { message: string; words: unknown[] } {
  const body = JSON.parse(read(`wire/${file}`))
  const { message, code, type } = body.error ?? body
  return { message, words: [code, type, null] }
}

/** The class of the row that fits best: one that names the message, then the code, then the status alone. */
function classOf(family: string, file: WireFile): string {
  const { message, words } = fieldsOf(file)
  // vLLM tells this by its wording alone, which no row of OpenAI's has.
  if (/maximum context length/.test(message)) return 'context-too-long'
  const rows = taxonomy.filter((row) => row.family === family && row.status === file.status && words.includes(row.code))
  const byMessage = rows.find(({ messageContains = '\0' }) =>
    message.toLowerCase().includes(messageContains.toLowerCase()),
  )
  const byWord = rows.find((row) => row.messageContains === undefined)
  return (byMessage ?? byWord)?.class ?? (file.status === 400 ? 'bad-request' : 'no row fits')
}
