// Over 150 lines: one switch over the kinds of events, whose cases share what is open.

import type { ChatEvent, NoticeEvent, ReasoningDeltaEvent, SourceEvent, ToolCallEvent } from '../chat/event.ts'
import { type Channel, createChannel, createJsonChannel, type OpenSource, passWhole } from './channel.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterReport } from './filter-report.ts'
import { createShownEvents } from './shown-events.ts'

export interface AnswerFilterOptions {
  /** What every text of the answer goes through, in this order. */
  readonly sources: readonly OpenSource[]
  /** How much has to have come before anything is shown, in UTF-16 units. */
  readonly minPrefix: number
  /** Whether the answer was asked for in JSON. */
  readonly isJson: boolean
  readonly report: FilterReport
  /** What is told with the first content. */
  readonly notices: readonly NoticeEvent[]
}

/** The events of an answer on their way through filters. */
export interface AnswerFilter {
  /** What may be shown now: to be taken from its beginning. */
  readonly queue: ChatEvent[]
  take(event: ChatEvent): void
  /** Nothing more comes: what is held back is decided as at the end of a text. */
  end(): void
  /** The hit that ended it. */
  blockedBy(): FilterHit | undefined
  hasShownText(): boolean
}

// Each call of a tool that is being written holds something back. Of more than anybody makes at once only the whole is shown.
const mostCalls = 128

export function createAnswerFilter(options: AnswerFilterOptions): AnswerFilter {
  const { sources, minPrefix, isJson, report, notices } = options
  const shown = createShownEvents(minPrefix, report, notices)
  const { queue, add } = shown
  let blockedBy: FilterHit | undefined
  const calls = new Map<string, Channel>()
  let text: Channel | undefined
  let thoughts: Channel | undefined
  let open: 'text' | 'reasoning' | undefined
  /** How often thoughts had been changed when they were last signed. */
  let signedChanges = 0

  function openChannel(name: 'text' | 'reasoning' | 'tool-call'): Channel {
    const open = (isJson: boolean) => createChannel(sources, report.on(name), { isJson, channel: name })
    return isJson && name === 'text' ? createJsonChannel(open) : open(name === 'tool-call')
  }

  /** Ends the block of text or thoughts that is open, as whoever shows it does. */
  function turnTo(next: 'text' | 'reasoning' | undefined): void {
    const last = open
    open = next
    if (last === undefined || last === next) return
    const channel = blockOf(last)
    const rest = channel.flush()
    if (rest !== '') add({ type: `${last}-delta`, text: rest })
    check(channel)
  }

  function blockOf(type: 'text' | 'reasoning'): Channel {
    const known = type === 'text' ? text : thoughts
    if (known !== undefined) return known
    const channel = openChannel(type)
    if (type === 'text') text = channel
    else thoughts = channel
    return channel
  }

  function check(channel: Channel): void {
    blockedBy ??= channel.blockedBy()
    if (blockedBy !== undefined) shown.drop()
  }

  function addText(event: Extract<ChatEvent, { type: 'text-delta' }>): void {
    // An empty one is a sign of life, and ends nothing.
    if (event.text === '') return
    turnTo('text')
    if (blockedBy !== undefined) return
    const channel = blockOf('text')
    const passed = channel.push(event.text)
    if (passed !== '') add(passed === event.text ? event : { type: 'text-delta', text: passed })
    check(channel)
  }

  function addThought(event: ReasoningDeltaEvent): void {
    const { providerMetadata } = event
    if (event.text === '' && providerMetadata === undefined) return
    turnTo('reasoning')
    if (blockedBy !== undefined) return
    const channel = blockOf('reasoning')
    const passed = channel.push(event.text) + (providerMetadata === undefined ? '' : channel.flush())
    const isOther = channel.changes() !== signedChanges || channel.blockedBy() !== undefined
    const isChanged = providerMetadata !== undefined && isOther
    if (passed === event.text && !isChanged) add(event)
    // Anthropic refuses thoughts that are not those it signed. Without a word in it the metadata still ends their block.
    else if (isChanged) add({ type: 'reasoning-delta', text: passed, providerMetadata: {} })
    else if (providerMetadata !== undefined) add({ type: 'reasoning-delta', text: passed, providerMetadata })
    else if (passed !== '') add({ type: 'reasoning-delta', text: passed })
    if (isChanged) signedChanges = channel.changes()
    check(channel)
  }

  function addArguments(event: Extract<ChatEvent, { type: 'tool-call-delta' }>): void {
    const channel = channelOf(event.id)
    if (channel === undefined || event.text === '') return
    const passed = channel.push(event.text)
    if (passed !== '') add(passed === event.text ? event : { type: 'tool-call-delta', id: event.id, text: passed })
    check(channel)
  }

  function channelOf(id: string): Channel | undefined {
    const known = calls.get(id)
    if (known !== undefined || calls.size >= mostCalls) return known
    const channel = openChannel('tool-call')
    calls.set(id, channel)
    return channel
  }

  function flushCall(id: string, channel: Channel): void {
    calls.delete(id)
    const rest = channel.flush()
    if (rest !== '') add({ type: 'tool-call-delta', id, text: rest })
    check(channel)
  }

  function addCall(event: ToolCallEvent): void {
    const pieces = calls.get(event.id)
    if (pieces !== undefined) flushCall(event.id, pieces)
    if (blockedBy !== undefined) return
    // What was found in the pieces has been reported.
    const onHit = pieces === undefined ? report.on('tool-call') : () => {}
    const whole = passWhole(event.arguments, createChannel(sources, onHit, { isJson: true, channel: 'tool-call' }))
    blockedBy = whole.blockedBy
    if (blockedBy !== undefined) shown.drop()
    else add(whole.text === event.arguments ? event : { ...event, arguments: whole.text })
  }

  /** What an answer is taken from is an extra: where it may not be shown it is left out, and the answer goes on. */
  function addSource(event: SourceEvent): void {
    const pass = (text: string) =>
      passWhole(text, createChannel(sources, report.on('source'), { isJson: false, channel: 'source' }))
    const { url, title = '' } = event
    const [address, name] = [pass(url), pass(title)]
    if (address.text !== url || address.blockedBy !== undefined || name.blockedBy !== undefined) return
    add(name.text === title ? event : { ...event, title: name.text })
  }

  function flush(): void {
    turnTo(undefined)
    for (const [id, channel] of calls) if (blockedBy === undefined) flushCall(id, channel)
    if (blockedBy === undefined) shown.release()
  }

  function reset(): void {
    shown.reset()
    calls.clear()
    text = thoughts = open = undefined
    signedChanges = 0
  }

  return {
    queue,
    take(event) {
      switch (event.type) {
        case 'text-delta':
          return addText(event)
        case 'reasoning-delta':
          return addThought(event)
        case 'tool-call-start':
          turnTo(undefined)
          channelOf(event.id)
          if (blockedBy === undefined) add(event)
          return
        case 'tool-call-delta':
          return addArguments(event)
        case 'tool-call':
          turnTo(undefined)
          if (blockedBy === undefined) addCall(event)
          return
        case 'source':
          return addSource(event)
        case 'reset':
          reset()
          queue.push(event)
          return
        case 'finish':
          flush()
          if (blockedBy === undefined) queue.push(event)
          return
        case 'start':
        case 'usage':
        case 'notice':
          queue.push(event)
          return
        default:
          // What cannot be looked through is not let through.
          return event satisfies never
      }
    },
    end: flush,
    blockedBy: () => blockedBy,
    hasShownText: shown.hasText,
  }
}
