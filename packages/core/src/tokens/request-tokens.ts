import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { type Counted, type FileTokens, fileTokens } from './file-tokens.ts'

/** The tokens of a request beside its texts. */
export interface BesideText {
  /** What wraps messages and tools. */
  overhead: number
  files: FileTokens
}

// OpenAI's cookbook: three tokens wrap every message, one its role, three prime the answer. Other vendors are close.
const tokensPerMessage = 4
const tokensPerAnswer = 3

// The instructions that a vendor puts before tool definitions: Anthropic names 346 tokens, Qwen's chat template has about 130.
// OpenAI rewrites schemas instead: by its cookbook's formula, to between 90 and 100 % of their JSON and 12 tokens.
const tokensBeforeTools: readonly (readonly [beginning: string, tokens: number])[] = [
  ['claude', 346],
  ['o200k', 12],
  ['cl100k', 12],
  ['', 130],
]

/** Hands each text of the request to `addText`, and returns the tokens of the rest. */
export function addRequest(request: ChatRequest, counted: Counted, addText: (text: string) => void): BesideText {
  const files: FileTokens = { tokens: 0, low: 0, high: 0 }
  let overhead = tokensPerAnswer
  if (request.system !== undefined) {
    addText(request.system)
    overhead += tokensPerMessage
  }
  for (const message of request.messages) {
    addMessage(message, counted, addText, files)
    overhead += tokensPerMessage
  }
  if (request.tools !== undefined && request.tools.length > 0) {
    addText(JSON.stringify(request.tools))
    overhead += tokensBeforeTools.find(([beginning]) => counted.family.startsWith(beginning))?.[1] ?? 0
  }
  if (request.responseFormat?.type === 'json-schema') addText(JSON.stringify(request.responseFormat.schema))
  return { overhead, files }
}

function addMessage(
  message: ChatMessage,
  counted: Counted,
  addText: (text: string) => void,
  files: FileTokens,
): undefined {
  if (typeof message.content === 'string') {
    addText(message.content)
    return
  }
  for (const part of message.content) {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        addText(part.text)
        break
      case 'tool-call':
        addText(part.name)
        addText(part.arguments)
        break
      case 'file': {
        const { tokens, low, high } = fileTokens(part, counted)
        files.tokens += tokens
        files.low += low
        files.high += high
        break
      }
      default:
        return part satisfies never
    }
  }
}
