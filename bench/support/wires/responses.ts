// Responses as OpenAI writes them: an item is opened, told in deltas, and told again when it is complete.
import { argument, named, padding, piecesOfCall, times, wholeArguments, word } from './words.ts'

type Write = (type: string, rest: object) => string
type WriteItem = (write: Write, place: number, count: number) => string[]

function answer(count: number, perItem: number, writeItem: WriteItem): string[] {
  let number = 0
  const write: Write = (type, rest) => named({ type: `response.${type}`, sequence_number: number++, ...rest })
  const response = { id: 'resp_0a63f40a2632b743', object: 'response', created_at: 1_772_062_745, model: 'gpt-5' }
  const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30 }
  return [
    write('created', { response: { ...response, status: 'in_progress', output: [], usage: null } }),
    ...times(count / perItem, (place) => writeItem(write, place, perItem)).flat(),
    write('completed', { response: { ...response, status: 'completed', output: [], usage } }),
  ]
}

const idOf = (prefix: string, place: number) => `${prefix}_01830d662ab3856501693c32183a488190a612c410a0a3${place}`

const writeMessage: WriteItem = (write, place, count) => {
  const at = { item_id: idOf('msg', place), output_index: place }
  const item = { id: at.item_id, type: 'message', status: 'in_progress', content: [], role: 'assistant' }
  const part = { type: 'output_text', annotations: [], logprobs: [] }
  const text = times(count, word).join('')
  return [
    write('output_item.added', { output_index: place, item }),
    write('content_part.added', { ...at, content_index: 0, part: { ...part, text: '' } }),
    ...times(count, (index) => {
      const delta = { content_index: 0, delta: word(index), logprobs: [], obfuscation: padding(index) }
      return write('output_text.delta', { ...at, ...delta })
    }),
    write('output_text.done', { ...at, content_index: 0, text, logprobs: [] }),
    write('content_part.done', { ...at, content_index: 0, part: { ...part, text } }),
    write('output_item.done', {
      output_index: place,
      item: { ...item, status: 'completed', content: [{ ...part, text }] },
    }),
  ]
}

const writeThoughts: WriteItem = (write, place, count) => {
  const at = { item_id: idOf('rs', place), output_index: place, summary_index: 0 }
  const item = { id: at.item_id, type: 'reasoning' }
  const part = { type: 'summary_text', text: times(count, word).join('') }
  return [
    write('output_item.added', { output_index: place, item: { ...item, summary: [] } }),
    write('reasoning_summary_part.added', { ...at, part: { ...part, text: '' } }),
    ...times(count, (index) =>
      write('reasoning_summary_text.delta', { ...at, delta: word(index), obfuscation: padding(index) }),
    ),
    write('reasoning_summary_text.done', { ...at, text: part.text }),
    write('reasoning_summary_part.done', { ...at, part }),
    write('output_item.done', { output_index: place, item: { ...item, summary: [part] } }),
  ]
}

const writeCall: WriteItem = (write, place, count) => {
  const at = { item_id: idOf('fc', place), output_index: place }
  const item = { id: at.item_id, type: 'function_call', call_id: `call_${place}`, name: 'write' }
  return [
    write('output_item.added', { output_index: place, item: { ...item, status: 'in_progress', arguments: '' } }),
    ...times(count, (index) =>
      write('function_call_arguments.delta', { ...at, delta: argument(index), obfuscation: padding(index) }),
    ),
    write('function_call_arguments.done', { ...at, arguments: wholeArguments }),
    write('output_item.done', {
      output_index: place,
      item: { ...item, status: 'completed', arguments: wholeArguments },
    }),
  ]
}

export const responsesText = (count: number): string[] => answer(count, count, writeMessage)
export const responsesTools = (count: number): string[] => answer(count, piecesOfCall, writeCall)
export const responsesReasoning = (count: number): string[] => answer(count, count, writeThoughts)
