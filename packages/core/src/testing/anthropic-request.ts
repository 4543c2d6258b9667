import { isRecord } from '../chat/record.ts'
import { wrongAnthropicMark } from './cache-hints.ts'
import {
  recordsOf,
  type SimulatedMessage,
  type SimulatedRequest,
  textOf,
  toSimulatedRequest,
  type WireCall,
} from './simulated-request.ts'
import { badRequest, type Refusal } from './simulated-wire.ts'
import { sealOf } from './whole-answer.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads a request to Anthropic, and refuses what Anthropic refuses. */
export function readAnthropic(call: WireCall): SimulatedRequest | Refusal {
  const { model, max_tokens: limit, messages: list, system, thinking } = call.body
  if (!call.headers.has('anthropic-version')) return badRequest('anthropic-version: header is required')
  if (typeof model !== 'string') return badRequest('model: Field required')
  if (typeof limit !== 'number') return badRequest('max_tokens: Field required')
  if (!Array.isArray(list) || list.length === 0) return badRequest('messages: at least one message is required')
  const messages = recordsOf(list)
  const isThinking = isRecord(thinking) && thinking.type === 'enabled'
  const wrong =
    wrongRole(messages) ??
    wrongContent(messages) ??
    wrongTools(messages) ??
    wrongAnthropicMark(call.body) ??
    (isThinking ? (wrongBudget(call.body, thinking) ?? wrongThinking(messages)) : undefined)
  if (wrong !== undefined) return badRequest(wrong)
  const instructions = system === undefined ? [] : [{ role: 'system', text: textOf(system) }]
  return toSimulatedRequest('anthropic', call, {
    model,
    messages: [...instructions, ...messages.flatMap(toTexts)],
    limit,
  })
}

function wrongRole(messages: readonly Fields[]): string | undefined {
  const index = messages.findIndex(({ role }) => role !== 'user' && role !== 'assistant')
  return index < 0 ? undefined : `messages.${index}.role: Input should be 'user' or 'assistant'`
}

function wrongContent(messages: readonly Fields[]): string | undefined {
  for (const [index, { content }] of messages.entries()) {
    const isLast = index === messages.length - 1
    if ((content === '' || (Array.isArray(content) && content.length === 0)) && !isLast) {
      return `messages.${index}: all messages must have non-empty content except for the optional final assistant message`
    }
    if (blocksOf(content).some(({ type, text }) => type === 'text' && text === '')) {
      return `messages.${index}: text content blocks must be non-empty`
    }
  }
  return undefined
}

/** The results of tools stand in the message after the one that calls them, all of them and no others. */
function wrongTools(messages: readonly Fields[]): string | undefined {
  const idsOf = (index: number, type: string, key: string) =>
    blocksOf(messages[index]?.content).flatMap((block) => (block.type === type ? [String(block[key])] : []))
  for (const index of messages.keys()) {
    const called = idsOf(index - 1, 'tool_use', 'id')
    const answered = idsOf(index, 'tool_result', 'tool_use_id')
    const stray = answered.find((id) => !called.includes(id))
    if (stray !== undefined) {
      return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}`
    }
    // Results count only where nothing stands before them.
    const isFirst = blocksOf(messages[index]?.content).findLastIndex(isResult) === answered.length - 1
    if (called.some((id) => !answered.includes(id)) || !isFirst) {
      return `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after`
    }
  }
  const last = idsOf(messages.length - 1, 'tool_use', 'id')
  return last.length === 0 ? undefined : '`tool_use` ids were found without `tool_result` blocks immediately after'
}

function wrongBudget(
  { max_tokens: limit, temperature }: Fields,
  { budget_tokens: budget }: Fields,
): string | undefined {
  if (typeof budget !== 'number' || budget < 1_024) return 'thinking.enabled.budget_tokens: must be at least 1024'
  if (Number(limit) <= budget) return '`max_tokens` must be greater than `thinking.budget_tokens`'
  const isWarm = temperature === undefined || temperature === 1
  return isWarm ? undefined : '`temperature` may only be set to 1 when thinking is enabled'
}

/** The turn that the results of tools belong to must begin with its thoughts, unchanged. */
function wrongThinking(messages: readonly Fields[]): string | undefined {
  const index = messages.findLastIndex(({ role }) => role === 'assistant')
  const blocks = blocksOf(messages[index]?.content)
  const path = `messages.${index}.content`
  const first = blocks[0]?.type
  if (blocks.some(({ type }) => type === 'tool_use') && first !== 'thinking' && first !== 'redacted_thinking') {
    return `${path}.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\``
  }
  const forged = blocks.findIndex(
    ({ type, thinking, signature }) => type === 'thinking' && signature !== sealOf(String(thinking)),
  )
  return forged < 0 ? undefined : `${path}.${forged}: Invalid \`signature\` in \`thinking\` block`
}

function toTexts({ role, content }: Fields): SimulatedMessage[] {
  const blocks = blocksOf(content)
  const results = blocks.filter(isResult)
  const tools = results.map((result) => ({ role: 'tool', text: textOf(result.content) }))
  if (results.length > 0 && results.length === blocks.length) return tools
  return [...tools, { role: String(role), text: textOf(content) }]
}

function isResult({ type }: Fields): boolean {
  return type === 'tool_result'
}

function blocksOf(content: unknown): readonly Fields[] {
  return recordsOf(content)
}
