import { ChatError } from '../chat/errors.ts'
import type { ChatRequest } from '../chat/request.ts'
import { changeTexts, type TextPlace } from './change-texts.ts'
import type { OpenSource } from './channel.ts'
import type { Edit } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterReport } from './filter-report.ts'
import type { FilterScanner } from './filter-types.ts'
import { createJsonSplice } from './json-stream.ts'
import { maskOf } from './mask-of.ts'
import { createPlaceholders, type Placeholders } from './restore.ts'
import { createSplice, type Fate } from './splice.ts'

export interface FilteredRequest {
  /** The very request where nothing was changed. */
  readonly request: ChatRequest
  /** What stands in it for values that the model is not to see. */
  readonly placeholders: Placeholders
}

/**
 * Looks through what users, models and tools have said; instructions are the server's own.
 *
 * @throws ChatError `content-filtered` for what blocks.
 */
export function filterRequest(request: ChatRequest, open: OpenSource, report: FilterReport): FilteredRequest {
  const placeholders = createPlaceholders(() => JSON.stringify(request))
  function write(edit: Edit, found: string): string {
    const { rule } = edit
    if (rule.placeholder === undefined) return maskOf(edit, found)
    // It stands in the answer again.
    report.keepQuiet(rule.id)
    return placeholders.of(rule.placeholder, found)
  }

  const sources = new Map<string, FilterScanner>()
  function pass(text: string, role: 'user' | 'assistant' | 'tool', isJson: boolean): string {
    if (text === '') return text
    const source = sources.get(role) ?? open(report.on(role), role)
    sources.set(role, source)
    const fate: Fate = { changes: 0, blockedBy: undefined }
    const splice = (isJson ? createJsonSplice : createSplice)(source, write, fate)
    const passed = splice.push(text) + splice.flush()
    if (fate.blockedBy !== undefined) throw refusal('prompt', fate.blockedBy)
    return fate.changes === 0 ? text : passed
  }

  const filtered = changeTexts(request, (text, place) => {
    if (place.role === 'system') return text
    // What tools answer is mostly JSON, in which a word may be written with escapes.
    const isJson = place.role === 'tool' ? isJsonText(text) : isCall(request, place)
    return pass(text, place.role, isJson)
  })
  return { request: filtered, placeholders }
}

function isCall({ messages }: ChatRequest, { message, part = -1 }: TextPlace): boolean {
  const content = messages[message]?.content ?? ''
  return typeof content !== 'string' && content[part]?.type === 'tool-call'
}

/** The error for what blocks. It names the rule, and not what was found. */
export function refusal(what: 'prompt' | 'answer', { ruleId, category }: FilterHit, requestId?: string): ChatError {
  const rule = ruleId === category ? `"${ruleId}"` : `"${ruleId}" (${category})`
  const message = what === 'prompt' ? 'The prompt was refused' : 'The answer was stopped'
  return new ChatError('content-filtered', `${message} by the rule ${rule}.`, {
    requestId,
    cause: { ruleId, category },
  })
}

function isJsonText(text: string): boolean {
  const beginning = text.trimStart()[0] ?? ''
  if (!'{["'.includes(beginning)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // Then it is looked through as it is written.
    return false
  }
}
