import type { ChatMessage } from '../chat/request.ts'
import type { EstimateOptions } from '../tokens/estimate.ts'

/** What requests may be like. What estimates tokens is for `maxTokens`. */
export interface InputGuardOptions extends EstimateOptions {
  /** The longest message of a user, in characters, text files written out in it included; `false` for no limit. @default 4_096 */
  readonly maxCharacters?: number | false | undefined
  /** The longest prompt, instructions and tools included: tokens by the upper end of the estimate. @default none */
  readonly maxTokens?: number | undefined
  /** The longest conversation, in messages; `false` for no limit. @default 2_048 */
  readonly maxMessages?: number | false | undefined
  /**
   * What becomes of what nobody sees: control characters but tabs and line breaks, bidirectional overrides, tag characters,
   * rows of characters without width, halves of surrogate pairs. What emoji and scripts need stays.
   * @default 'strip'
   */
  readonly invisible?: 'strip' | 'refuse' | 'keep' | undefined
  /** The roles that messages may have. Instructions come from the server. @default ['user', 'assistant', 'tool'] */
  readonly roles?: readonly ChatMessage['role'][] | undefined
  /** Instructions that every request gets, before its own. @default none */
  readonly system?: string | undefined
  /**
   * How often in a row a user's message may repeat a character, or a pattern of up to 64 UTF-16 units; `false` for any number.
   * Drawings and separators have 200, a key that is held down for ten seconds 300; more burns tokens or derails a model. Tools
   * and models may repeat themselves eight times as often: their tables and loops are not the user's fault.
   * @default 512
   */
  readonly maxRepeats?: number | false | undefined
  /**
   * What becomes of messages of users and tools that look like an attempt to give the model other orders: `flag` reports them,
   * `block` refuses those with a score of 0.5 or more, of which some are no attempt.
   * @default 'flag'
   */
  readonly injection?: 'flag' | 'block' | 'off' | undefined
  /**
   * Whether tokens of chat templates, such as `<|im_start|>`, get a space behind their first character, so that models which are
   * served without care do not read them as structure.
   * @default true
   */
  readonly escapeTemplateTokens?: boolean | undefined
}

/** The options with their defaults. Limits that do not apply are infinite. */
export function resolveInputGuard(options: InputGuardOptions) {
  const { model, family, count, learner } = options
  return {
    estimate: { model, family, count, learner },
    maxCharacters: toLimit('maxCharacters', options.maxCharacters ?? 4_096),
    maxTokens: toLimit('maxTokens', options.maxTokens ?? false),
    maxMessages: toLimit('maxMessages', options.maxMessages ?? 2_048),
    maxRepeats: toLimit('maxRepeats', options.maxRepeats ?? 512),
    invisible: oneOf('invisible', options.invisible ?? 'strip', ['strip', 'refuse', 'keep']),
    injection: oneOf('injection', options.injection ?? 'flag', ['flag', 'block', 'off']),
    roles: toRoles(options.roles ?? ['user', 'assistant', 'tool']),
    system: options.system?.trim() ?? '',
    escapesTokens: options.escapeTemplateTokens ?? true,
  }
}

function toLimit(name: string, value: number | false): number {
  if (value === false) return Number.POSITIVE_INFINITY
  if (Number.isInteger(value) && value >= 1) return value
  throw new RangeError(`guard: ${name} must be a positive whole number, got ${value}`)
}

function oneOf<const Value extends string>(name: string, value: Value, known: readonly Value[]): Value {
  if (known.includes(value)) return value
  throw new RangeError(`guard: ${name} must be one of ${known.join(', ')}, got ${value}`)
}

function toRoles(roles: readonly ChatMessage['role'][]): ReadonlySet<ChatMessage['role']> {
  for (const role of roles) oneOf('roles', role, ['system', 'user', 'assistant', 'tool'])
  if (roles.length === 0) throw new RangeError('guard: roles must name one at least, got none')
  return new Set(roles)
}
