import { Chat } from '@ai-sdk/react'
import {
  createMessageBuilder,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
  type UIMessage,
  type UIMessageChunk,
} from '@sluice/core/ui'
import { createChatStore, httpTransport } from '@sluice/react'
import * as ai from 'ai'
import { describe, expect, it } from 'vitest'
import { chunkSequence } from '../support/chunk-sequences.ts'
import { createRandomValues } from '../support/random-values.ts'

/* The same bytes to our client and to that of Vercel's AI SDK: what they show in the end has to be the same. */

/** A server that sends each of the streams once, cut anywhere. */
function serving(streams: readonly UIMessageChunk[][], seed: number): typeof fetch {
  const waiting = [...streams]
  return async () => {
    const pieces = cutBytes(encode(waiting.shift() ?? [], seed), seed)
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}

function encode(chunks: readonly UIMessageChunk[], seed: number): Uint8Array {
  const { chance } = createRandomValues(seed)
  const end = chance(0.2) ? '\r\n' : '\n'
  const lines = chunks.map(
    (chunk) => `${chance(0.1) ? `: still here${end}${end}` : ''}data: ${JSON.stringify(chunk)}${end}${end}`,
  )
  return new TextEncoder().encode(`${lines.join('')}data: [DONE]${end}${end}`)
}

function cutBytes(bytes: Uint8Array, seed: number): Uint8Array[] {
  const { upTo, pick } = createRandomValues(seed)
  const longest = pick([5, 50, 500, 10_000])
  const pieces: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const to = from + 1 + upTo(longest - 1)
    pieces.push(bytes.slice(from, to))
    from = to
  }
  return pieces
}

interface Turns {
  streams: UIMessageChunk[][]
  /** Whether the streams say the id of their message. */
  hasId: boolean
}

/** An answer, and for every second seed how it goes on. */
function turnsOf(seed: number): Turns {
  const messageId = seed % 3 === 0 ? undefined : 'answer'
  const first = chunkSequence(seed, { messageId })
  if (seed % 2 === 0) return { streams: [first.chunks], hasId: messageId !== undefined }
  const second = chunkSequence(seed + 1_000_000, { messageId, open: first.open })
  return { streams: [first.chunks, second.chunks], hasId: messageId !== undefined }
}

async function theirs({ streams }: Turns, seed: number): Promise<ai.UIMessage[]> {
  const errors: Error[] = []
  const transport = new ai.DefaultChatTransport({ fetch: serving(streams, seed) })
  const chat = new Chat({ id: 'chat', transport, onError: (error) => errors.push(error) })
  await chat.sendMessage({ text: 'Hi' })
  for (const _ of streams.slice(1)) await chat.sendMessage()
  expect({ seed, errors }).toEqual({ seed, errors: [] })
  return chat.messages
}

async function ours({ streams }: Turns, seed: number): Promise<UIMessage[]> {
  const chat = createChatStore({ id: 'chat' })
  chat.configure({ transport: httpTransport({ fetch: serving(streams, seed) }) })
  await chat.sendMessage({ text: 'Hi' })
  for (const _ of streams.slice(1)) await chat.sendMessage()
  const { messages, error } = chat.getState()
  expect({ seed, error }).toEqual({ seed, error: undefined })
  return messages
}

/** What the builder alone makes of it, looked at now and then, and stored between two streams. */
function built({ streams }: Turns, seed: number): UIMessage {
  const { chance } = createRandomValues(seed)
  let message: UIMessage = { id: '', role: 'assistant', parts: [] }
  for (const chunks of streams) {
    const builder = createMessageBuilder(message)
    for (const chunk of chunks) {
      builder.apply(frozen(structuredClone(chunk)))
      if (chance(0.1)) frozen(builder.snapshot())
    }
    builder.close()
    message = JSON.parse(JSON.stringify(builder.snapshot()))
  }
  return message
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

/** Without fields that are `undefined`, and without ids that were made by chance. */
function shown(messages: readonly object[], { hasId }: Turns): unknown {
  return messages.map((message, index) => ({
    ...JSON.parse(JSON.stringify(message)),
    ...(index > 0 && hasId ? {} : { id: '' }),
  }))
}

const seeds = Array.from({ length: 32 }, (_, tens) => Array.from({ length: 10 }, (_, ones) => tens * 10 + ones + 1))

describe("what our client makes of a stream is what the AI SDK's makes of it", () => {
  it.each(seeds)('for the streams %i to %i and so on', async (...batch) => {
    for (const seed of batch) {
      const turns = turnsOf(seed)
      const expected = shown(await theirs(turns, seed), turns)
      expect({ seed, messages: shown(await ours(turns, seed), turns) }).toEqual({ seed, messages: expected })
      const [, answer] = expected as unknown[]
      expect({ seed, message: shown([{}, built(turns, seed)], turns) }).toEqual({
        seed,
        message: shown([{}, Object(answer)], turns),
      })
    }
  })
})

it('can go on by itself where theirs can', () => {
  const counts = { calls: 0, answers: 0 }
  for (const seed of Array.from({ length: 300 }, (_, index) => index)) {
    const { chunks } = chunkSequence(seed)
    const builder = createMessageBuilder({ id: '', role: 'assistant', parts: [] })
    for (const chunk of chunks) builder.apply(chunk)
    const messages = [builder.snapshot()]
    const calls = lastAssistantMessageIsCompleteWithToolCalls({ messages })
    const answers = lastAssistantMessageIsCompleteWithApprovalResponses({ messages })
    const their = { messages: messages as ai.UIMessage[] }
    expect({ seed, calls, answers }).toEqual({
      seed,
      calls: ai.lastAssistantMessageIsCompleteWithToolCalls(their),
      answers: ai.lastAssistantMessageIsCompleteWithApprovalResponses(their),
    })
    counts.calls += Number(calls)
    counts.answers += Number(answers)
  }
  expect(Math.min(counts.calls, counts.answers)).toBeGreaterThan(3)
})

it('is compared for every type of chunk, at any place in a stream', () => {
  const types = new Set(
    seeds.flat().flatMap((seed) =>
      turnsOf(seed)
        .streams.flat()
        .map(({ type }) => type),
    ),
  )
  // `error` and `abort` end a stream, and only ours says in the message that it is not whole.
  expect([...types].sort()).toEqual([
    'custom',
    'data-note',
    'data-weather',
    'file',
    'finish',
    'finish-step',
    'message-metadata',
    'reasoning-delta',
    'reasoning-end',
    'reasoning-file',
    'reasoning-start',
    'reset-step',
    'source-document',
    'source-url',
    'start',
    'start-step',
    'steering-message',
    'text-delta',
    'text-end',
    'text-start',
    'tool-approval-request',
    'tool-approval-response',
    'tool-input-available',
    'tool-input-delta',
    'tool-input-error',
    'tool-input-start',
    'tool-output-available',
    'tool-output-denied',
    'tool-output-error',
  ])
})
