import { isRecord } from '../chat/record.ts'
import type { TokenParts } from './token-counter.ts'
import { factorOf, improve, newTokenFactors, packFactors, type TokenFactors, unpackFactors } from './token-factors.ts'

export interface TokenLearnerOptions {
  /** What `toJSON` gave, as parsed JSON. What makes no sense in it is left out. @default nothing */
  saved?: unknown
  /** How many models are remembered; the one that was not used for longest goes first. @default 500 */
  maxModels?: number | undefined
}

/** What was estimated of a text or a request, and what the provider counted. */
export interface TokenLesson {
  /**
   * The estimate without anything learnt: its parts, from `estimateParts` or a counter, or their sum alone. Parts teach far
   * more: where English is right and Chinese is wrong, one sum for both cannot tell.
   */
  estimated: number | TokenParts
  /** The tokens that were reported of the same. Thoughts that were not received must not be among them. */
  actual: number
}

/** Learns by how much estimates for a model are wrong. A model has the name that estimates are asked for. */
export interface TokenLearner {
  /**
   * Takes one lesson. Nonsense is ignored: what is no number above zero, or ten times off; and what is 2.5 times off against
   * all that is known, until 20 of them say that the model has changed.
   */
  learn(model: string, lesson: TokenLesson): void
  /** What an estimate of these parts is to be multiplied by, else one of the usual mixture: 0.25 to 4, and 1 if nothing is known. */
  factor(model: string, parts?: TokenParts): number
  /** All that was learnt, to be saved. */
  toJSON(): SavedTokenLearner
}

/** What a learner knows, model by model; the one that was not used for longest comes first. */
export interface SavedTokenLearner {
  models: readonly (readonly [model: string, state: readonly number[]])[]
}

const longestName = 256

/**
 * A learner with bounded memory. It is used by naming it among the options of an estimate.
 *
 * @throws RangeError for a `maxModels` that is no positive integer.
 */
export function createTokenLearner(options: TokenLearnerOptions = {}): TokenLearner {
  const maxModels = options.maxModels ?? 500
  if (!Number.isInteger(maxModels) || maxModels < 1) {
    throw new RangeError(`createTokenLearner: maxModels must be a positive integer, got ${maxModels}`)
  }
  const models = new Map(parseSaved(options.saved).slice(-maxModels))

  function use(model: string): TokenFactors | undefined {
    const known = models.get(model)
    if (known === undefined) return undefined
    models.delete(model)
    models.set(model, known)
    return known
  }

  return {
    learn(model, lesson) {
      if (model.length > longestName || !isLesson(lesson)) return
      const { estimated, actual } = lesson
      const known = use(model) ?? newTokenFactors()
      if (!improve(known, estimated, actual)) return
      models.set(model, known)
      const [oldest] = models.keys()
      if (models.size > maxModels && oldest !== undefined) models.delete(oldest)
    },
    factor(model, parts) {
      const known = use(model)
      return known === undefined ? 1 : factorOf(known, parts)
    },
    toJSON: () => ({ models: [...models].map(([model, known]) => [model, packFactors(known)]) }),
  }
}

/** Not every caller has types. */
function isLesson(lesson: unknown): boolean {
  return isRecord(lesson) && (typeof lesson.estimated === 'number' || Array.isArray(lesson.estimated))
}

function parseSaved(saved: unknown): [string, TokenFactors][] {
  const models = typeof saved === 'object' && saved !== null && 'models' in saved ? saved.models : undefined
  if (!Array.isArray(models)) return []
  return models.flatMap((entry: unknown) => {
    const [model, state]: unknown[] = Array.isArray(entry) ? entry : []
    const known = unpackFactors(state)
    const isModel = typeof model === 'string' && model.length <= longestName
    return isModel && known !== undefined ? [[model, known] satisfies [string, TokenFactors]] : []
  })
}
