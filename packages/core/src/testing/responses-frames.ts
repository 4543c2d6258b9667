import { type ResponseItem, responseItems, responseObject } from './responses-items.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import { type FrameWriter, type SimulatedReply, typedEvent } from './simulated-wire.ts'
import { wholeAnswer } from './whole-answer.ts'

type Fields = Readonly<Record<string, unknown>>

/** A response as events: items are opened and closed as the kind of what is said changes. */
export function responsesFrames(reply: SimulatedReply): FrameWriter {
  const items = responseItems(reply)
  const whole = wholeAnswer(reply.pieces)
  let sequence = 0
  let current = -1

  const event = (type: string, fields: Fields) => typedEvent(type, { sequence_number: sequence++, ...fields })
  const ofResponse = (type: string, response: Fields) => event(`response.${type}`, { response })
  /** An event about the item that is open. */
  function ofItem(type: string, fields: Fields): string {
    return event(`response.${type}`, { item_id: items[current]?.id, output_index: current, ...fields })
  }

  function open(): string {
    const before = close()
    const item = items[++current]
    if (item === undefined) return before
    const added = event('response.output_item.added', { output_index: current, item: emptied(item) })
    return before + added + partOf(item.type, 'added', '')
  }

  function close(): string {
    const item = items[current]
    if (item === undefined) return ''
    const done = textDone(item)
    return done + event('response.output_item.done', { output_index: current, item })
  }

  function textDone(item: ResponseItem): string {
    switch (item.type) {
      case 'reasoning': {
        const { reasoning: text } = whole
        const said = ofItem('reasoning_summary_text.done', { summary_index: 0, text })
        return said + partOf(item.type, 'done', text)
      }
      case 'message': {
        const said = ofItem('output_text.done', { content_index: 0, text: whole.text, logprobs: [] })
        return said + partOf(item.type, 'done', whole.text)
      }
      case 'function_call':
        return ofItem('function_call_arguments.done', { arguments: item.arguments })
      default:
        return item.type satisfies never
    }
  }

  function partOf(type: ResponseItem['type'], moment: 'added' | 'done', text: string): string {
    if (type === 'function_call') return ''
    if (type === 'reasoning') {
      return ofItem(`reasoning_summary_part.${moment}`, { summary_index: 0, part: { type: 'summary_text', text } })
    }
    const part = { type: 'output_text', annotations: [], logprobs: [], text }
    return ofItem(`content_part.${moment}`, { content_index: 0, part })
  }

  function piece(piece: AnswerPiece): string {
    const begun = (type: ResponseItem['type']) => (items[current]?.type === type ? '' : open())
    switch (piece.type) {
      case 'reasoning':
        return begun('reasoning') + ofItem('reasoning_summary_text.delta', { summary_index: 0, delta: piece.text })
      case 'text':
        return begun('message') + ofItem('output_text.delta', { content_index: 0, delta: piece.text, logprobs: [] })
      case 'tool-start':
        return open()
      case 'tool-arguments':
        return ofItem('function_call_arguments.delta', { delta: piece.text })
      default:
        return piece satisfies never
    }
  }

  return {
    begin() {
      const response = responseObject(reply, 'in_progress')
      return ofResponse('created', response) + ofResponse('in_progress', response)
    },
    piece,
    end() {
      const status = reply.isCutShort || reply.answer.clearHistory ? 'incomplete' : 'completed'
      return close() + ofResponse(status, responseObject(reply, status))
    },
    fail(fields) {
      const error = { code: 'server_error', message: 'Simulated failure.', ...fields }
      const said = event('error', { error: { type: 'server_error', param: null, ...error } })
      const { code, message } = error
      return said + ofResponse('failed', responseObject(reply, 'failed', { code, message }))
    },
  }
}

/** An item as it is before anything was said. */
function emptied(item: ResponseItem): Fields {
  switch (item.type) {
    case 'reasoning':
      return { ...item, summary: [] }
    case 'message':
      return { ...item, status: 'in_progress', content: [] }
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' }
    default:
      return item.type satisfies never
  }
}
