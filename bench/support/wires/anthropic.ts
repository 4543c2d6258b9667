// Messages as Anthropic writes them, in blocks.
import { argument, named, piecesOfCall, times, word } from './words.ts'

function answer(
  count: number,
  perBlock: number,
  blockOf: (place: number) => object,
  deltaOf: (piece: number) => object,
  after: object[] = [],
): string[] {
  const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
  const message = { id: 'msg_4QpJur2dWWDjF6C758FbBw5v', type: 'message', role: 'assistant', content: [], usage }
  const isTool = perBlock < count
  const delta = { stop_reason: isTool ? 'tool_use' : 'end_turn', stop_sequence: null }
  return [
    named({ type: 'message_start', message: { ...message, model: 'claude-opus-4-8', stop_reason: null } }),
    ...times(count / perBlock, (index) => [
      named({ type: 'content_block_start', index, content_block: blockOf(index) }),
      ...[...times(perBlock, deltaOf), ...after].map((piece) =>
        named({ type: 'content_block_delta', index, delta: piece }),
      ),
      named({ type: 'content_block_stop', index }),
    ]).flat(),
    named({ type: 'message_delta', delta, usage: { output_tokens: 20 } }),
    named({ type: 'message_stop' }),
  ]
}

export const anthropicText = (count: number): string[] =>
  answer(
    count,
    count,
    () => ({ type: 'text', text: '' }),
    (piece) => ({ type: 'text_delta', text: word(piece) }),
  )

export const anthropicTools = (count: number): string[] =>
  answer(
    count,
    piecesOfCall,
    (place) => ({ type: 'tool_use', id: `toolu_${place}`, name: 'write', input: {} }),
    (piece) => ({ type: 'input_json_delta', partial_json: argument(piece) }),
  )

export const anthropicThinking = (count: number): string[] =>
  answer(
    count,
    count,
    () => ({ type: 'thinking', thinking: '', signature: '' }),
    (piece) => ({ type: 'thinking_delta', thinking: word(piece) }),
    [{ type: 'signature_delta', signature: 'EqQBCkYIARgCKkA' }],
  )
