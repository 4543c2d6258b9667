import { recordsOf, type SimulatedRequest, textOf, toSimulatedRequest, type WireCall } from './simulated-request.ts'
import { badRequest, type Refusal } from './simulated-wire.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads a request to Qianfan V1, whose address names the model, and refuses what Baidu refuses. */
export function readBaiduV1(call: WireCall): SimulatedRequest | Refusal {
  const { body } = call
  const messages = recordsOf(body.messages)
  const refusal = wrongMessages(messages) ?? wrongNumbers(body)
  if (refusal !== undefined) return refusal
  const system = typeof body.system === 'string' ? [{ role: 'system', text: body.system }] : []
  const conversation = messages.map(({ role, content }) => ({
    role: role === 'function' ? 'tool' : String(role),
    text: textOf(content),
  }))
  return toSimulatedRequest('baidu-v1', call, {
    model: decodeURIComponent(call.url.pathname.split('/').at(-1) ?? ''),
    messages: [...system, ...conversation],
    limit: body.max_output_tokens,
  })
}

/** User (or a function's result) and assistant in turn, the user first and last. */
function wrongMessages(messages: readonly Fields[]): Refusal | undefined {
  if (messages.length === 0) return refuse(336_003, 'the messages must not be empty')
  if (messages.length % 2 === 0) return refuse(336_006, 'the length of messages must be an odd number')
  for (const [index, { role, content, function_call: call }] of messages.entries()) {
    const allowed = index % 2 === 1 ? ['assistant'] : index === 0 ? ['user'] : ['user', 'function']
    if (!allowed.includes(String(role))) {
      return refuse(336_006, `the role of message ${index} must be ${allowed.join(' or ')}`)
    }
    if (textOf(content) === '' && call === undefined) return refuse(336_003, 'message content can not be empty')
  }
  return undefined
}

function wrongNumbers({ temperature, max_output_tokens: limit }: Fields): Refusal | undefined {
  if (temperature !== undefined && !(Number(temperature) > 0 && Number(temperature) <= 1)) {
    return refuse(336_003, 'temperature: the range is (0, 1.0]')
  }
  if (limit !== undefined && !(Number.isInteger(limit) && Number(limit) >= 2)) {
    return refuse(336_003, 'max_output_tokens must be at least 2')
  }
  return undefined
}

function refuse(code: number, message: string): Refusal {
  return badRequest(message, { error_code: code })
}
