import type { ChatEvent } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { isText } from './fields.ts'
import { createPlaces } from './responses-places.ts'
import { createResponsesToolCalls } from './responses-tool-calls.ts'
import { createSources } from './sources.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads the items that a response consists of: messages, thoughts and tool calls. Events are added to what is given. */
export interface ResponsesItems {
  addText(chunk: Fields, events: ChatEvent[]): void
  addThought(chunk: Fields, events: ChatEvent[]): void
  /** Of a piece of a call's arguments, or of all of them. */
  addArguments(chunk: Fields, events: ChatEvent[]): void
  addAnnotation(annotation: unknown, events: ChatEvent[]): void
  begin(chunk: Fields, events: ChatEvent[]): void
  /** Of an item that is complete. What has been told of it in pieces is not told again. */
  finish(item: unknown, index: unknown, events: ChatEvent[]): void
  /** Told of another response in the same stream. */
  next(): void
  end(): ChatEvent[]
  /** Whether nothing has come yet. */
  isEmpty(): boolean
}

/** The items of one reply. */
export function createResponsesItems(): ResponsesItems {
  const calls = createResponsesToolCalls()
  /** The places of the items that have been told of. */
  const told = new Set<number>()
  let lastTold = -1
  const places = createPlaces()
  /** The item and the paragraph of the thoughts that are being told. */
  let thought: { index: number; part: unknown } | undefined
  let seal: string | undefined
  const toSource = createSources()

  function tell(index: number): void {
    // Almost always the item is the one before.
    if (index === lastTold) return
    lastTold = index
    told.add(index)
  }

  function think(text: string, index: number, part: unknown, events: ChatEvent[]): void {
    const isNext = thought !== undefined && (thought.index !== index || thought.part !== part)
    if (thought === undefined || isNext) thought = { index, part }
    events.push({ type: 'reasoning-delta', text: isNext ? `\n\n${text}` : text })
  }

  function addAnnotation(annotation: unknown, events: ChatEvent[]): void {
    if (!isRecord(annotation) || annotation.type !== 'url_citation') return
    events.push(...toSource(annotation.url, annotation.title))
  }

  function readMessage({ content }: Fields, events: ChatEvent[]): void {
    for (const part of recordsOf(content)) {
      const text = part.text ?? part.refusal
      if (isText(text)) events.push({ type: 'text-delta', text })
      if (Array.isArray(part.annotations)) for (const annotation of part.annotations) addAnnotation(annotation, events)
    }
  }

  function readThoughts(item: Fields, index: number, events: ChatEvent[]): void {
    if (!told.has(index)) {
      const summary = recordsOf(item.summary)
      const paragraphs = summary.length > 0 ? summary : recordsOf(item.content)
      for (const [part, { text }] of paragraphs.entries()) if (isText(text)) think(text, index, part, events)
    }
    const { id, encrypted_content: sealed } = item
    if (!isText(sealed) || sealed === seal) return
    seal = sealed
    thought = undefined
    const openai = { ...(isText(id) ? { itemId: id } : {}), reasoningEncryptedContent: sealed }
    events.push({ type: 'reasoning-delta', text: '', providerMetadata: { openai } })
  }

  return {
    addText(chunk, events) {
      tell(places.of(chunk.output_index, chunk.item_id))
      if (isText(chunk.delta)) events.push({ type: 'text-delta', text: chunk.delta })
    },
    addThought(chunk, events) {
      const index = places.of(chunk.output_index, chunk.item_id)
      tell(index)
      if (isText(chunk.delta)) think(chunk.delta, index, chunk.summary_index ?? chunk.content_index, events)
    },
    addArguments(chunk, events) {
      const index = places.of(chunk.output_index, chunk.item_id)
      const isWhole = chunk.delta === undefined
      events.push(...(isWhole ? calls.settle(index, chunk.arguments) : calls.write(index, chunk.delta)))
    },
    addAnnotation,
    begin({ item, output_index: index }, events) {
      if (!isRecord(item)) return
      const place = places.begin(index, item.id)
      if (item.type !== 'reasoning') thought = undefined
      if (item.type === 'function_call') events.push(...calls.begin(item, place))
    },
    finish(item, index, events) {
      if (!isRecord(item)) return
      const place = places.end(index, item.id)
      if (item.type === 'function_call') events.push(...calls.finish(item, place))
      else if (item.type === 'reasoning') readThoughts(item, place, events)
      else if (item.type === 'message' && !told.has(place)) readMessage(item, events)
      tell(place)
    },
    next() {
      told.clear()
      places.clear()
      lastTold = -1
      calls.next()
    },
    end: calls.end,
    isEmpty: () => told.size === 0 && calls.count() === 0,
  }
}

function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
