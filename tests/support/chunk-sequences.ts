import type { UIMessageChunk } from '@sluice/core/ui'
import { createRandomValues, type RandomValues } from './random-values.ts'

/* Streams that a server may send: every type of chunk with any of its fields, in any order that is legal. */

/** A call of a tool that may still come forward. */
export interface OpenCall {
  toolCallId: string
  /** Of the question whether the tool may be called, while that has no answer. */
  approvalId?: string | undefined
}

export interface ChunkSequence {
  chunks: UIMessageChunk[]
  /** The calls that are open at its end. */
  open: OpenCall[]
}

export interface ChunkSequenceOptions {
  /** The message's id, where the stream is to say it. */
  messageId?: string | undefined
  /** Calls that an earlier stream for the same message has left open. */
  open?: readonly OpenCall[] | undefined
}

/** Chunks that come with others between them. */
interface Thread {
  readonly chunks: Iterator<UIMessageChunk>
  /** Whether it may go on after its step: servers merge streams that have steps of their own. */
  readonly mayOutliveStep?: boolean
}

interface Step {
  /** Calls that were made in it and are open. */
  readonly open: OpenCall[]
  readonly ids: Set<string>
}

/** A stream by chance, the same for the same seed. */
export function chunkSequence(seed: number, { messageId, open = [] }: ChunkSequenceOptions = {}): ChunkSequence {
  const values = createRandomValues(seed)
  const { chance, upTo, pick, some, record } = values
  const { opening, contents, settling } = createThreads(values, seed)
  const id = messageId === undefined ? {} : { messageId }
  const chunks: UIMessageChunk[] = [{ type: 'start', ...id, ...some({ messageMetadata: record(3) }) }]
  const waiting = [...open]
  let carried: Thread[] = []

  for (let stepsLeft = upTo(3); stepsLeft >= 0; stepsLeft--) {
    const step: Step = { open: [], ids: new Set() }
    // What was called before may be answered before the model is asked again.
    const answers = waiting.splice(0, upTo(waiting.length)).map(settling)
    if (chance(0.5)) chunks.push(...answers.splice(0).flatMap((thread) => rest(thread)))
    chunks.push({ type: 'start-step' })
    // A step without content is shown as soon as others follow; before any content, whether the AI SDK shows it is an accident.
    if (chunks.length === 2) chunks.push(...rest(opening()))
    const mayReset = carried.length === 0
    let threads = [...carried, ...answers, ...contents(step)]
    while (threads.length > 0) {
      if (stepsLeft > 0 && threads.every(({ mayOutliveStep }) => mayOutliveStep) && chance(0.2)) break
      if (mayReset && chance(0.01)) {
        chunks.push({ type: 'reset-step' })
        step.open.length = 0
        step.ids.clear()
        threads = contents(step)
      }
      const [first = { chunks: [].values() }, ...others] = threads
      const thread = pick([first, ...others])
      const { done, value } = thread.chunks.next()
      if (done) threads = threads.filter((other) => other !== thread)
      else chunks.push(value)
    }
    carried = threads
    chunks.push({ type: 'finish-step' })
    waiting.push(...step.open)
  }
  const reasons = ['stop', 'length', 'content-filter', 'tool-calls', 'error', 'other'] as const
  chunks.push({ type: 'finish', ...some({ finishReason: pick(reasons), messageMetadata: record(3) }) })
  return { chunks, open: waiting }
}

function rest({ chunks }: Thread): UIMessageChunk[] {
  const found: UIMessageChunk[] = []
  for (let next = chunks.next(); !next.done; next = chunks.next()) found.push(next.value)
  return found
}

function createThreads(values: RandomValues, seed: number) {
  const { chance, upTo, pick, some, text, json, record, cut } = values
  let count = 0
  const newId = () => `${seed}-${count++}`
  const ofProvider = () =>
    some({ providerMetadata: { [pick(['openai', 'anthropic'])]: { itemId: newId(), n: upTo(9) } } })
  const source = () =>
    chance(0.5)
      ? ({ type: 'source', sourceType: 'url', id: newId(), url: 'https://x.io', ...some({ title: text() }) } as const)
      : ({ type: 'source', sourceType: 'document', id: newId(), mediaType: 'text/plain', title: text() } as const)
  const citation = () => ({
    source: source(),
    ...some({ startIndex: upTo(9), endIndex: 10 + upTo(9), citedText: text() }),
  })

  function* block(type: 'text' | 'reasoning'): Generator<UIMessageChunk, void> {
    const id = newId()
    yield { type: `${type}-start`, id, ...ofProvider() }
    for (const delta of cut(text() + text(), 8)) yield { type: `${type}-delta`, id, delta, ...ofProvider() }
    if (type === 'text')
      yield { type: 'text-end', id, ...some({ citations: [citation(), citation()] }), ...ofProvider() }
    else yield { type: 'reasoning-end', id, ...ofProvider() }
  }

  function* call(step: Step): Generator<UIMessageChunk, void> {
    const common = pick(['call_0', 'call_1'])
    const isCommon = chance(0.3) && !step.ids.has(common)
    const toolCallId = isCommon ? common : newId()
    step.ids.add(toolCallId)
    const tool = { toolCallId, toolName: pick(['weather', 'get-time', 'x']), ...(chance(0.3) ? { dynamic: true } : {}) }
    const about = () => ({
      ...tool,
      ...some({ title: text(), toolMetadata: record(), providerExecuted: true }),
      ...ofProvider(),
    })
    const isText = chance(0.2)
    const input = isText ? text() : record(4)
    if (isText || chance(0.7)) {
      yield {
        type: 'tool-input-start',
        ...about(),
        ...(isText ? { inputEncoding: 'text' } : some({ inputEncoding: 'json' as const })),
      }
      const deltas = cut(isText ? String(input) : JSON.stringify(input), 8)
      const isCut = chance(0.1)
      for (const inputTextDelta of deltas.slice(0, isCut ? upTo(deltas.length) : deltas.length)) {
        yield { type: 'tool-input-delta', toolCallId, inputTextDelta }
      }
      if (isCut) return
    }
    if (chance(0.1)) return yield { type: 'tool-input-error', ...about(), input: text(), errorText: text() }
    yield { type: 'tool-input-available', ...about(), input }
    const open: OpenCall = { toolCallId }
    if (chance(0.4)) {
      open.approvalId = newId()
      const more = {
        approvalDescriptor: json(),
        inputSchemaInput: json(),
        reason: text(),
        isAutomatic: chance(0.5),
        signature: newId(),
      }
      yield { type: 'tool-approval-request', approvalId: open.approvalId, toolCallId, ...some(more) }
    }
    // The answer to a call whose id others have too could be taken for theirs.
    if (chance(0.5)) yield* settle(open)
    else if (!isCommon) step.open.push(open)
  }

  function* settle({ toolCallId, approvalId }: OpenCall): Generator<UIMessageChunk, void> {
    if (approvalId !== undefined) {
      const approved = chance(0.6)
      const more = some({ reason: text(), providerExecuted: chance(0.5) })
      yield { type: 'tool-approval-response', approvalId, approved, ...more, ...ofProvider() }
      if (!approved && chance(0.8)) yield { type: 'tool-output-denied', toolCallId }
      if (!approved || chance(0.2)) return
    }
    const about = () => ({
      toolCallId,
      ...some({ toolMetadata: record(), providerExecuted: chance(0.5), dynamic: chance(0.5) }),
      ...ofProvider(),
    })
    for (let left = upTo(2); left > 0; left--)
      yield { type: 'tool-output-available', ...about(), output: json(), preliminary: true }
    if (chance(0.2)) yield { type: 'tool-output-error', ...about(), errorText: text() }
    else if (chance(0.9))
      yield { type: 'tool-output-available', ...about(), output: json(), ...some({ preliminary: false }) }
  }

  function single(): UIMessageChunk {
    const file = { url: 'data:image/png;base64,AA==', mediaType: 'image/png' }
    const kinds = [
      () => ({
        type: 'source-url',
        sourceId: newId(),
        url: 'https://x.io',
        ...some({ title: text() }),
        ...ofProvider(),
      }),
      () => ({
        type: 'source-document',
        sourceId: newId(),
        mediaType: 'text/plain',
        title: text(),
        ...some({ filename: 'a.txt' }),
        ...ofProvider(),
      }),
      () => ({ type: pick(['file', 'reasoning-file']), ...file, ...ofProvider() }),
      () => ({ type: 'custom', kind: 'openai.compaction', ...ofProvider() }),
      () => ({
        type: 'steering-message',
        id: newId(),
        parts: [
          { type: 'text', text: text() },
          { type: 'file', ...file, ...some({ filename: 'a.png', providerReference: { openai: 'f1' } }) },
        ],
      }),
      () => ({ type: 'message-metadata', messageMetadata: record(3) }),
      () => ({
        type: pick(['data-weather', 'data-note']),
        data: json(),
        ...some({ id: pick(['a', 'b']), transient: chance(0.5) }),
      }),
    ] as const satisfies readonly (() => UIMessageChunk)[]
    return pick(kinds)()
  }

  function contents(step: Step): Thread[] {
    const kinds = [
      () => ({ chunks: block('text'), mayOutliveStep: true }),
      () => ({ chunks: block('reasoning'), mayOutliveStep: true }),
      () => ({ chunks: call(step) }),
      () => ({ chunks: [single(), single()].values() }),
    ] as const
    return Array.from({ length: upTo(6) }, () => pick(kinds)())
  }
  return {
    opening: (): Thread => ({ chunks: block('text') }),
    settling: (open: OpenCall): Thread => ({ chunks: settle(open) }),
    contents,
  }
}
