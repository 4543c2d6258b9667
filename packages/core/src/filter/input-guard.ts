import { ChatError } from '../chat/errors.ts'
import type { ChatRequest } from '../chat/request.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { changeAcross } from './change-across.ts'
import { changeTexts, type TextPlace } from './change-texts.ts'
import { badRequest, checkConversation, nameOf, toolNamesOf } from './conversation-limits.ts'
import { hasLongRepeat } from './has-long-repeat.ts'
import { type InjectionSignal, injectionSignals } from './injection-signals.ts'
import { type InputGuardOptions, resolveInputGuard } from './input-guard-options.ts'
import { escapeTemplateTokens, isTokenBetween, longestToken } from './template-tokens.ts'
import { withoutInvisible } from './without-invisible.ts'

/** Checks requests before anything is spent on them. */
export interface InputGuard {
  /**
   * What may go on of a request.
   *
   * @throws ChatError `bad-request`, `context-too-long` or `content-filtered`. It names what is wrong and what is allowed, and
   * repeats nothing of the text.
   */
  check(request: ChatRequest): GuardedRequest
}

export interface GuardedRequest {
  /** The very same request if nothing had to be changed. */
  readonly request: ChatRequest
  /** What was changed. */
  readonly changes: readonly GuardChange[]
  /** The highest score of a text, as {@link injectionSignals} gives it. */
  readonly injectionScore: number
  readonly signals: readonly PlacedSignal[]
}

/** Instructions were set, invisible characters taken out, tokens of chat templates escaped. */
export type GuardChange = 'system' | 'invisible' | 'template-tokens'

/** A signal, and in which text of the changed request. */
export interface PlacedSignal extends InjectionSignal, TextPlace {}

/**
 * A check for requests by their form: roles, lengths, invisible characters, repetition, tokens of chat templates. For what they
 * say there are rules; attempts to give the model other orders are reported.
 *
 * @throws RangeError for options out of range.
 */
export function createInputGuard(options: InputGuardOptions = {}): InputGuard {
  const examine = createExaminer(options)
  return {
    check(request) {
      const { guarded, refused } = examine(request)
      if (refused !== undefined) throw refused
      return guarded
    },
  }
}

export interface Examined {
  readonly guarded: GuardedRequest
  /** Why it may not go on, where this is for its signals. */
  readonly refused: ChatError | undefined
}

/** The check for callers that report what is refused for its signals, too. */
export function createExaminer(options: InputGuardOptions): (request: ChatRequest) => Examined {
  const settings = resolveInputGuard(options)
  const { maxRepeats, maxTokens, invisible, injection, system, escapesTokens } = settings

  return (given) => {
    checkConversation(given, settings)
    checkToolNames(given)
    const { request: clean, changes } = cleaned(given)
    const request = withSystem(clean)
    if (request !== clean) changes.add('system')
    checkTokens(request)
    const { signals, score, worst } = look(request)
    const refused = injection === 'block' && score >= suspicious ? suspected(worst) : undefined
    return { guarded: { request, changes: [...changes], injectionScore: score, signals }, refused }
  }

  /** Names are not changed: results have to be those of calls. */
  function checkToolNames({ messages }: ChatRequest): void {
    const isBad = (name: string) =>
      (invisible !== 'keep' && withoutInvisible(name) !== name) ||
      (escapesTokens && escapeTemplateTokens(name) !== name)
    const index = messages.findIndex((message) => toolNamesOf(message).some(isBad))
    if (index >= 0) throw badRequest(`${nameOf(index)} names a tool or a call by characters that are not allowed.`)
  }

  function cleaned(given: ChatRequest) {
    const changes = new Set<GuardChange>()
    let last: TextPlace | undefined
    let tail = ''
    const request = changeTexts(given, (text, place) => {
      // Before the tokens: taking something out may bring one about.
      const visible = invisible === 'keep' ? text : withoutInvisible(text)
      if (visible !== text) {
        if (invisible === 'refuse')
          throw badRequest(`${nameOf(place.message)} has invisible characters, which are not allowed.`)
        changes.add('invisible')
      }
      checkRepeats(visible, place)
      if (!escapesTokens) return visible
      // Templates may put the parts of a message together without anything between them.
      if (last?.message !== place.message) tail = ''
      last = place
      const escaped = escapeTemplateTokens(visible)
      const harmless = isTokenBetween(tail, escaped) ? ` ${escaped}` : escaped
      tail = (tail + harmless).slice(-longestToken)
      if (harmless !== visible) changes.add('template-tokens')
      return harmless
    })
    changeAcross(request, (texts, place) => {
      checkRepeats(texts.join(''), place)
      return texts
    })
    return { request, changes }
  }

  function checkRepeats(text: string, { role, message }: TextPlace): void {
    const most = role === 'user' ? maxRepeats : maxRepeats * othersFactor
    if (text.length <= most || !hasLongRepeat(text, most)) return
    throw badRequest(`${nameOf(message)} repeats the same more than ${most} times in a row.`)
  }

  function withSystem(request: ChatRequest): ChatRequest {
    const own = request.system ?? ''
    if (system === '' || own === system || own.startsWith(`${system}\n\n`)) return request
    return { ...request, system: own.trim() === '' ? system : `${system}\n\n${own}` }
  }

  function checkTokens(request: ChatRequest): void {
    if (maxTokens === Number.POSITIVE_INFINITY) return
    const { high } = estimateInputTokens(request, settings.estimate)
    if (high <= maxTokens) return
    const message = `The conversation has up to ${high} tokens, where ${maxTokens} are allowed.`
    throw new ChatError('context-too-long', message)
  }

  function look(request: ChatRequest) {
    const placed: PlacedSignal[] = []
    let highest = 0
    let worst = 0
    if (injection === 'off') return { score: highest, worst, signals: placed }
    changeTexts(request, (text, place) => {
      if (place.role !== 'user' && place.role !== 'tool') return text
      const { score, signals } = injectionSignals(text)
      if (score > highest) {
        highest = score
        worst = place.message
      }
      for (const signal of signals) placed.push({ ...signal, ...place })
      return text
    })
    return { score: highest, worst, signals: placed }
  }
}

/** What tools and models may repeat more often than users. */
const othersFactor = 8

/** The score from which on a text is refused where attempts are. */
const suspicious = 0.5

function suspected(message: number): ChatError {
  return new ChatError('content-filtered', `${nameOf(message)} looks like an attempt to change the instructions.`)
}
