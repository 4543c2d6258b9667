import type { ChatError } from '../chat/errors.ts'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { callsOf, inexpressible, partsOf, textOf, toArgumentsText } from './messages.ts'

/** The instructions, which are no message here, and the turns, which alternate. */
export interface BaiduV1Conversation {
  readonly system: string | undefined
  readonly messages: readonly BaiduV1Message[]
}

/** A turn: the user's or a function's, then the model's, and so on. */
export interface BaiduV1Message {
  role: 'user' | 'assistant' | 'function'
  content: string
  /** Of the function that answers. */
  name?: string
  function_call?: { name: string; arguments: string }
}

// Between texts that become one.
const gap = '\n\n'

/**
 * A conversation as Qianfan's first version wants it: neighbours of one role become one turn.
 *
 * @throws ChatError `bad-request` naming the message that has no place in it.
 */
export function toBaiduV1Conversation({ system, messages }: ChatRequest): BaiduV1Conversation {
  const spoken = messages.findIndex(({ role }) => role !== 'system')
  const first = spoken === -1 ? messages.length : spoken
  const instructions = [system ?? '', ...messages.slice(0, first).map(({ content }) => textOf(content))]
  const turns: BaiduV1Message[] = []
  for (const [index, message] of messages.entries()) if (index >= first) add(turns, message, `messages[${index}]`)

  const last = turns.at(-1)
  if (last === undefined) throw inexpressible('messages', 'the user has said nothing.')
  if (last.role === 'assistant') {
    throw inexpressible(`messages[${messages.length - 1}]`, 'this model does not go on with its own words.')
  }
  return { system: instructions.filter((text) => text !== '').join(gap) || undefined, messages: turns }
}

function add(turns: BaiduV1Message[], message: ChatMessage, path: string): void {
  const before = turns.at(-1)
  const turn = toTurn(message, path)
  if (turn === undefined) return
  if (before === undefined && turn.role !== 'user') throw inexpressible(path, 'the user has to speak first.')
  if (turn.role === 'function' && before?.function_call === undefined) {
    throw inexpressible(path, 'the turn before it calls no tool.')
  }
  if (turn.role === 'user' && before?.role === 'function') {
    throw inexpressible(path, 'the model has to speak after a tool.')
  }
  if (before === undefined || before.role !== turn.role) turns.push(turn)
  else merge(before, turn, path)
}

function merge(before: BaiduV1Message, turn: BaiduV1Message, path: string): void {
  if (before.function_call !== undefined && turn.function_call !== undefined) throw tooManyCalls(path)
  before.content = [before.content, turn.content].filter((text) => text !== '').join(gap)
  if (turn.function_call !== undefined) before.function_call = turn.function_call
}

/** None for an answer that was stopped before it said anything. */
function toTurn(message: ChatMessage, path: string): BaiduV1Message | undefined {
  switch (message.role) {
    case 'system':
      throw inexpressible(path, 'this model takes instructions before the conversation only.')
    case 'user': {
      const file = partsOf(message.content).findIndex(({ type }) => type === 'file')
      if (file !== -1) throw inexpressible(`${path}.content[${file}]`, 'this model reads text only.')
      const content = textOf(message.content)
      if (content === '') throw inexpressible(path, 'it is empty.')
      return { role: 'user', content }
    }
    case 'assistant': {
      const [call, ...more] = callsOf(message)
      if (more.length > 0) throw tooManyCalls(path)
      const content = textOf(message.content)
      if (call !== undefined)
        return {
          role: 'assistant',
          content,
          function_call: { name: call.name, arguments: toArgumentsText(call.arguments) },
        }
      return content === '' ? undefined : { role: 'assistant', content }
    }
    case 'tool':
      return { role: 'function', name: message.toolName, content: toJson(message.content) }
    default:
      return message satisfies never
  }
}

function tooManyCalls(path: string): ChatError {
  return inexpressible(path, 'this model knows one tool call a turn.')
}

/** What a function answers has to be JSON. */
function toJson(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return JSON.stringify({ result: text })
  }
}
