import { ChatError } from '../chat/errors.ts'
import type { ChatRequest } from '../chat/request.ts'
import { changeAcross } from './change-across.ts'
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
import { createSpliceAcross, type SpliceAcross } from './splice-across.ts'

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

  const alone = changeTexts(request, (text, place) => {
    const { role } = place
    if (role === 'system') return text
    // What tools are asked and answer is mostly JSON, in which a word may be written with escapes.
    if (role !== 'tool' && !isCall(request, place)) return pass(text, role, false)
    if (isJsonText(text)) return pass(text, role, true)
    // Cut off, in lines or within other text: it is looked through as it is written, and then as it reads.
    const passed = pass(text, role, false)
    return passed.includes('\\') && passed.includes('"') ? pass(passed, role, true) : passed
  })

  const splices = new Map<string, SpliceAcross>()
  const filtered = changeAcross(alone, (texts, { role }) => {
    if (role === 'system') return texts
    const splice = splices.get(role) ?? createSpliceAcross((onHit) => open(onHit, role), report.on(role), write)
    splices.set(role, splice)
    const passed = splice(texts)
    if (passed.blockedBy !== undefined) throw refusal('prompt', passed.blockedBy)
    return passed.texts
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
