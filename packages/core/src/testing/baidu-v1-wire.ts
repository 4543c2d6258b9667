import { encodeSse } from '../stream/sse-encoder.ts'
import { readBaiduV1 } from './baidu-v1-request.ts'
import { qianfanLimits } from './rate-limits.ts'
import type { FrameWriter, Refusal, SimulatedReply, SimulatedWire } from './simulated-wire.ts'
import { wholeAnswer } from './whole-answer.ts'

/** The wire of Qianfan V1, written from Baidu's documentation. It says every error with status 200. */
export const baiduV1Wire: SimulatedWire = {
  name: 'baidu-v1',
  idPrefix: 'as-',
  read: readBaiduV1,
  whole: (reply) => ({ ...envelope(reply), ...ending(reply, wholeAnswer(reply.pieces).text) }),
  frames: baiduFrames,
  refuse: (refusal, id) => ({ status: 200, body: { ...baiduError(refusal), id } }),
  headers: (id) => ({ 'x-request-id': id, ...qianfanLimits }),
}

const codes: Readonly<Record<number, number>> = {
  400: 336_003,
  401: 110,
  403: 6,
  404: 336_005,
  429: 18,
  500: 336_000,
  503: 336_100,
  529: 336_100,
}

const texts: Readonly<Record<number, string>> = {
  4: 'Open api request limit reached',
  6: 'No permission to access data',
  17: 'Open api daily request limit reached',
  18: 'Open api qps request limit reached',
  110: 'Access token invalid or no longer valid',
  111: 'Access token expired',
  336000: 'Internal error',
  336003: 'Invalid argument',
  336005: 'No such API name',
  336100: 'High load',
  336501: 'Rate limit reached for RPM',
  336502: 'Rate limit reached for TPM',
}

function baiduError({ status, error: { message, ...fields } }: Refusal): Record<string, unknown> {
  const code = fields.error_code ?? codes[status] ?? 1
  return { error_code: code, error_msg: message ?? texts[Number(code)] ?? 'Unknown error', ...fields }
}

function baiduFrames(reply: SimulatedReply): FrameWriter {
  let sentence = 0
  const frame = (isEnd: boolean, fields: Readonly<Record<string, unknown>>) =>
    encodeSse({ ...envelope(reply), sentence_id: sentence++, is_end: isEnd, ...fields })
  return {
    begin: () => '',
    piece(piece) {
      // Reasoning is not said here, and a call comes whole at the end.
      if (piece.type !== 'text') return ''
      const usage = usageOf(reply, 0)
      const rest = { finish_reason: 'normal', usage }
      return frame(false, { is_truncated: false, result: piece.text, need_clear_history: false, ...rest })
    },
    end: () => frame(true, ending(reply, '')),
    // Not an event: a line of JSON without the `data:` of one.
    fail: (error) => `${JSON.stringify(baiduError({ status: 500, error }))}\n\n`,
  }
}

function envelope({ id, createdMs }: SimulatedReply): Record<string, unknown> {
  return { id, object: 'chat.completion', created: Math.floor(createdMs / 1_000) }
}

/** What a whole reply and the last frame have in common. */
function ending(reply: SimulatedReply, result: string): Record<string, unknown> {
  const { answer, isCutShort } = reply
  const [call] = wholeAnswer(reply.pieces).toolCalls
  const sources = answer.sources?.map((source, index) => ({ index: index + 1, ...source }))
  return {
    is_truncated: isCutShort,
    result,
    need_clear_history: answer.clearHistory === true,
    ...(answer.clearHistory ? { ban_round: -1 } : {}),
    ...(call === undefined ? {} : { function_call: { name: call.name, arguments: call.arguments, thoughts: '' } }),
    ...(sources === undefined ? {} : { search_info: { search_results: sources } }),
    finish_reason: finishReason(reply, call !== undefined),
    usage: usageOf(reply, reply.usage.outputTokens),
  }
}

function finishReason({ answer, isCutShort }: SimulatedReply, hasCall: boolean): string {
  if (isCutShort) return 'length'
  if (answer.clearHistory) return 'content_filter'
  return hasCall ? 'function_call' : 'normal'
}

function usageOf({ usage: { inputTokens } }: SimulatedReply, outputTokens: number): Record<string, number> {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
}
