import type { AttemptAbandoned, AttemptBilling, AttemptFailed } from '../chat/decision.ts'
import type { ChatErrorCode } from '../chat/errors.ts'
import { type ChatEvent, type FinishEvent, isContent, type Usage } from '../chat/event.ts'
import type { CallOutcome, Observation } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { addUsage, noUsage } from './add-usage.ts'
import {
  type AttemptEstimates,
  type AttemptLesson,
  type AttemptTally,
  createAttemptTally,
  inputOnly,
} from './attempt-tally.ts'
import { soundUsage } from './sound-usage.ts'

/** Sums the tokens of a call over its attempts. What a provider does not report is estimated from what was received. */
export interface UsageTally {
  add(event: ChatEvent): void
  /** Takes what is said of attempts of which no event is to be seen. */
  observe(observation: Observation): void
  /** Whether a provider has been asked at all. */
  wasAsked(): boolean
  /** The sum so far. */
  usage(): Usage
  /** Each time a provider was asked, in order, as far as it is known now. */
  attempts(): readonly TalliedAttempt[]
  /** What the last answer teaches of estimates, and by which names of its model. */
  lesson(): TallyLesson | undefined
}

export interface TallyLesson extends AttemptLesson {
  readonly models: readonly string[]
}

export interface UsageTallyOptions extends Pick<AttemptEstimates, 'learner'> {
  /** Tells the time of attempts, in milliseconds. @default no time */
  now?: (() => number) | undefined
}

/** One time a provider was asked. */
export interface TalliedAttempt {
  readonly target?: string | undefined
  readonly lane?: string | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly usage: Usage
  /** Whether the model has shown thoughts. */
  readonly hasThoughts: boolean
  /** `undefined` while it is under way, or where nobody said how it ended. */
  readonly outcome?: CallOutcome | undefined
  readonly errorCode?: ChatErrorCode | undefined
  /** When it began, as the clock that was given says; 0 without one. */
  readonly at: number
  readonly durationMs?: number | undefined
}

interface Attempt {
  at: number
  target: string | undefined
  lane: string | undefined
  provider: string | undefined
  model: string | undefined
  /** The model's name before the provider gave its own. */
  askedAs: string | undefined
  outcome: CallOutcome | undefined
  errorCode: ChatErrorCode | undefined
  durationMs: number | undefined
  /** Where its events arrive here. */
  tally: AttemptTally | undefined
  /** What it used, once it has ended. */
  final: Usage | undefined
}

/** A tally for one call. */
export function createUsageTally(request: ChatRequest, options: UsageTallyOptions = {}): UsageTally {
  const { now = () => 0, learner } = options
  const attempts: Attempt[] = []
  let current: Attempt | undefined

  function begin(known: Pick<Attempt, 'target' | 'lane' | 'provider' | 'model'>): Attempt {
    const attempt: Attempt = {
      at: now(),
      ...known,
      askedAs: undefined,
      outcome: undefined,
      errorCode: undefined,
      durationMs: undefined,
      tally: undefined,
      final: undefined,
    }
    attempts.push(attempt)
    current = attempt
    return attempt
  }

  function onFinish({ usage }: FinishEvent): void {
    if (current === undefined || current.outcome !== undefined) return
    current.outcome = 'finished'
    current.durationMs = Math.round(now() - current.at)
    // Then, and not later: what is estimated changes with what is learnt.
    current.final = usage ?? current.tally?.usage()
  }

  /** By the same rule as the budgets go: see `billingOf` in the pipeline. Where these were charged, what they were for is said. */
  function onEnded(
    attempt: Attempt,
    billed: AttemptBilling,
    { usage, used }: Pick<AttemptAbandoned, 'usage' | 'used'>,
  ): void {
    // What was said to the one who made the attempt may not have come through to here.
    if (usage !== undefined) attempt.tally?.add({ type: 'usage', usage })
    const received = () => attempt.tally?.usage() ?? (usage && soundUsage(usage))
    const question = () => (billed === 'question' ? inputOnly(request, { model: attempt.model, learner }) : noUsage)
    attempt.final = used ?? (billed === 'nothing' ? noUsage : (received() ?? question()))
  }

  function attemptOf({ target, lane }: AttemptAbandoned | AttemptFailed): Attempt {
    return current ?? begin({ target, lane, provider: undefined, model: undefined })
  }

  return {
    add(event) {
      if (event.type !== 'start') {
        // A handler of one's own may leave out its start.
        if (isContent(event) || event.type === 'usage' || (event.type === 'finish' && current !== undefined)) {
          current ??= begin({ target: undefined, lane: undefined, provider: undefined, model: undefined })
          current.tally ??= createAttemptTally(request, { model: current.model ?? '', learner })
        }
        current?.tally?.add(event)
        if (event.type === 'finish') onFinish(event)
        return
      }
      const { provider, model, target } = event
      // One that was announced, and of which nothing has been seen yet, is this one.
      const isNew = current === undefined || current.tally !== undefined
      const attempt = isNew ? begin({ target, lane: undefined, provider, model }) : current
      if (attempt === undefined) return
      attempt.askedAs = attempt.model
      attempt.provider = provider
      attempt.model = model
      attempt.target = target ?? attempt.target
      attempt.tally = createAttemptTally(request, { model, learner })
    },
    observe(observation) {
      switch (observation.type) {
        case 'attempt-started': {
          const { target, lane, provider, model } = observation
          begin({ target, lane, provider, model })
          return
        }
        case 'attempt-failed': {
          const { usage, code, durationMs, hasAnswered } = observation
          const attempt = attemptOf(observation)
          onEnded(attempt, observation.billed ?? (hasAnswered || usage ? 'received' : 'nothing'), observation)
          Object.assign(attempt, { outcome: 'failed', errorCode: code, durationMs })
          return
        }
        case 'attempt-abandoned': {
          const attempt = attemptOf(observation)
          onEnded(attempt, 'question', observation)
          Object.assign(attempt, { outcome: 'abandoned', durationMs: observation.durationMs })
          return
        }
        default:
          return
      }
    },
    // No accessor: see `createWeightedCounter`.
    wasAsked: () => current !== undefined,
    lesson() {
      const lesson = current?.tally?.lesson()
      if (lesson === undefined || current === undefined) return undefined
      const { model, askedAs = model } = current
      if (model === undefined || askedAs === undefined) return undefined
      return { ...lesson, models: model === askedAs ? [model] : [model, askedAs] }
    },
    usage: () => attempts.map(usageOf).reduce(addUsage, noUsage),
    attempts: () =>
      attempts.map((attempt) => {
        const { at, target, lane, provider, model, outcome, errorCode, durationMs } = attempt
        return {
          at,
          target,
          lane,
          provider,
          model,
          outcome,
          errorCode,
          durationMs,
          usage: usageOf(attempt),
          hasThoughts: attempt.tally?.hasThoughts() === true,
        }
      }),
  }
}

function usageOf({ tally, final }: Attempt): Usage {
  return final ?? tally?.usage() ?? noUsage
}
