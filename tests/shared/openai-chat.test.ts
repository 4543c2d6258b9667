import { readFileSync } from 'node:fs'
import { type ChatError, type ChatEvent, createCallContext, isChatError, openaiChat } from '@sluice/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, byteCuts } from '../support/byte-cuts.ts'

interface WireFile {
  file: string
  kind: 'stream' | 'body' | 'error'
  dialect: string | null
  status: number
  contentType: string
  expect: {
    text: string
    reasoning: string
    toolCalls: { id: string; name: string; arguments: string }[]
    error: unknown
    finish: string
    usage: { input: number; output: number; cachedInput?: number; reasoning?: number } | null
  }
}

const folder = process.env.SLUICE_SHARED
const index: WireFile[] = folder ? JSON.parse(readFileSync(`${folder}/wire/index.json`, 'utf8')).files : []
const streams = index.filter((file) => file.dialect === 'openai-chat')

describe.skipIf(!folder)('the openai-chat wire on recorded streams', () => {
  it('finds recordings', () => expect(streams.length).toBeGreaterThanOrEqual(13))

  describe.each(streams)('$file', (file) => {
    let bytes: Uint8Array
    beforeAll(() => {
      bytes = readFileSync(`${folder}/wire/${file.file}`)
    })

    it('is read whole', async () => {
      expect(await read([bytes])).toEqual(expected(file))
    })

    it('is read one byte at a time', async () => {
      expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected(file))
    })

    it('is read the same wherever it is cut', async () => {
      const whole = expected(file)
      for (const cut of byteCuts(bytes)) {
        const result = await read([bytes.subarray(0, cut), bytes.subarray(cut)])
        if (JSON.stringify(result) !== JSON.stringify(whole)) expect({ cut, result }).toEqual({ cut, result: whole })
      }
    })

    it('is interrupted when it ends before its terminal frame', async () => {
      const text = new TextDecoder().decode(bytes)
      const terminal = /"finish_reason":\s*"|"is_end":\s*true|"error":\s*\{/.exec(text)
      const frameStart = text.lastIndexOf('data:', terminal?.index)
      const result = await read([new TextEncoder().encode(text.slice(0, frameStart))])
      expect(result).toMatchObject({ failure: 'interrupted' })
    })
  })
})

async function read(chunks: Uint8Array[]) {
  const handler = openaiChat({
    model: 'recorded',
    fetch: async () => new Response(bodyOf(chunks), { headers: { 'content-type': 'text/event-stream' } }),
  })
  const events: ChatEvent[] = []
  let failure: ChatError | undefined
  try {
    for await (const event of handler({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext())) {
      events.push(event)
    }
  } catch (error) {
    if (!isChatError(error)) throw error
    failure = error
  }
  return fold(events, failure)
}

function fold(events: readonly ChatEvent[], failure: ChatError | undefined) {
  const last = events.findLast((event) => event.type === 'usage')?.usage
  return {
    text: events.map((event) => (event.type === 'text-delta' ? event.text : '')).join(''),
    reasoning: events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join(''),
    toolCalls: events.flatMap((event) =>
      event.type === 'tool-call' ? [{ id: event.id, name: event.name, arguments: event.arguments }] : [],
    ),
    finish: events.find((event) => event.type === 'finish')?.reason,
    usage: last && {
      input: last.inputTokens,
      output: last.outputTokens,
      cachedInput: last.cachedInputTokens,
      reasoning: last.reasoningTokens,
    },
    failure: failure?.code,
  }
}

function expected({ expect: { text, reasoning, toolCalls, finish, usage, error } }: WireFile) {
  return {
    text,
    reasoning,
    toolCalls,
    // A stream that says it is over but not why: our word for that is `other`.
    finish: error ? undefined : finish === 'unknown' ? 'other' : finish,
    usage: usage
      ? { input: usage.input, output: usage.output, cachedInput: usage.cachedInput, reasoning: usage.reasoning }
      : undefined,
    failure: error ? failures[JSON.stringify((error as { code: unknown }).code)] : undefined,
  }
}

const failures: Record<string, string> = { null: 'server', '"data_inspection_failed"': 'content-filtered' }
