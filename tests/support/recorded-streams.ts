import { readFileSync } from 'node:fs'
import {
  type ChatError,
  type ChatErrorCode,
  type ChatEvent,
  createCallContext,
  type Fetch,
  type Handler,
  isChatError,
} from '@sluice/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, byteCuts } from './byte-cuts.ts'

/** A recorded reply, as the index describes it. */
export interface WireFile {
  file: string
  provider: string
  kind: 'stream' | 'body' | 'error'
  dialect: string | null
  status: number
  contentType: string
  headers?: Record<string, string>
  expect: {
    text: string
    reasoning?: string
    thoughts?: string | null
    toolCalls?: { id?: string; name: string; arguments: string }[]
    error?: unknown
    finish: string
    usage: { input: number; output: number; cachedInput?: number; cacheWrite?: number; reasoning?: number } | null
  }
}

const folder = process.env.SLUICE_SHARED

/** What lies in the folder of recordings; nothing where there is none. */
export const recorded: readonly WireFile[] = folder ? JSON.parse(readRecorded('wire/index.json')).files : []
export const hasRecordings = folder !== undefined && folder !== ''

export function readRecorded(file: string): string {
  return readFileSync(`${folder}/${file}`, 'utf8')
}

/** What a recording of a stream must make of a family's wire. */
export interface RecordedStreams {
  dialect: string
  /** There are at least so many. */
  atLeast: number
  create: (fetch: Fetch) => Handler
  /** The code of the failure that a recording holds. */
  failureOf?: (file: WireFile) => ChatErrorCode | undefined
  /** Where the frame begins in which a stream says that it is complete. */
  terminal: RegExp
}

/** Reads every recorded stream of a dialect whole, byte by byte and at every cut. */
export function describeRecordedStreams({ dialect, atLeast, create, failureOf, terminal }: RecordedStreams): void {
  const streams = recorded.filter((file) => file.dialect === dialect)

  describe.skipIf(!hasRecordings)(`the ${dialect} wire on recorded streams`, () => {
    it('finds recordings', () => expect(streams.length).toBeGreaterThanOrEqual(atLeast))

    describe.each(streams)('$file', (file) => {
      const expected = expectedOf(file, failureOf?.(file))
      let bytes: Uint8Array
      beforeAll(() => {
        bytes = readFileSync(`${folder}/wire/${file.file}`)
      })

      it('is read whole', async () => {
        expect(await read(create, [bytes])).toEqual(expected)
      })

      it('is read one byte at a time', async () => {
        expect(
          await read(
            create,
            [...bytes].map((byte) => Uint8Array.of(byte)),
          ),
        ).toEqual(expected)
      })

      it('is read the same wherever it is cut', async () => {
        const whole = JSON.stringify(expected)
        for (const cut of byteCuts(bytes)) {
          const result = await read(create, [bytes.subarray(0, cut), bytes.subarray(cut)])
          if (JSON.stringify(result) !== whole) expect({ cut, result }).toEqual({ cut, result: expected })
        }
      })

      it('is read the same with carriage returns, a byte order mark and comments', async () => {
        const text = new TextDecoder().decode(bytes)
        const odd = `\ufeff: hello\r\n\r\n${text.replaceAll('\n', '\r\n').replaceAll('\r\n\r\n', '\r\n\r\n: still here\r\n')}`
        expect(await read(create, [new TextEncoder().encode(odd)])).toEqual(expected)
      })

      it('is interrupted when it ends before its terminal frame', async () => {
        const text = new TextDecoder().decode(bytes)
        const found = terminal.exec(text)
        if (found === null) return expect(expected.failure).toBeDefined()
        const frameStart = text.lastIndexOf('data:', found.index)
        const cut = await read(create, [new TextEncoder().encode(text.slice(0, frameStart))])
        expect(cut).toMatchObject({ failure: 'interrupted' })
      })
    })
  })
}

async function read(create: RecordedStreams['create'], chunks: Uint8Array[]) {
  const reply = () => new Response(bodyOf(chunks), { headers: { 'content-type': 'text/event-stream' } })
  const events: ChatEvent[] = []
  let failure: ChatError | undefined
  try {
    const handler = create(async () => reply())
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
  const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event] : []))
  return {
    text: events.map((event) => (event.type === 'text-delta' ? event.text : '')).join(''),
    reasoning: events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join(''),
    toolCalls: calls.map(({ name, arguments: text }) => ({ name, arguments: text })),
    finish: events.find((event) => event.type === 'finish')?.reason,
    usage: last && {
      input: last.inputTokens,
      output: last.outputTokens,
      cachedInput: last.cachedInputTokens ?? 0,
      cacheWrite: last.cacheWriteInputTokens ?? 0,
      reasoning: last.reasoningTokens ?? 0,
    },
    failure: failure?.code,
  }
}

function expectedOf({ expect: given }: WireFile, failure: ChatErrorCode | undefined): ReturnType<typeof fold> {
  const { usage } = given
  const finish = given.finish === 'unknown' ? 'other' : (given.finish as 'stop')
  return {
    text: given.text,
    reasoning: given.reasoning ?? given.thoughts ?? '',
    // A call without arguments streams as nothing, and means an empty object.
    toolCalls: (given.toolCalls ?? []).map(({ name, arguments: text }) => ({ name, arguments: text || '{}' })),
    // A stream that says it is over but not why: our word for that is `other`.
    finish: failure ? undefined : finish,
    usage: usage
      ? {
          input: usage.input,
          output: usage.output,
          cachedInput: usage.cachedInput ?? 0,
          cacheWrite: usage.cacheWrite ?? 0,
          reasoning: usage.reasoning ?? 0,
        }
      : undefined,
    failure,
  }
}
