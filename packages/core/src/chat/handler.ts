import type { Cost } from './cost.ts'
import type { Decision } from './decision.ts'
import type { ChatError } from './errors.ts'
import type { CallFigures, ChatEvent, FinishReason, Usage } from './event.ts'
import { newId } from './id.ts'
import type { ChatRequest } from './request.ts'

/** One call: a validated request in, events out. A provider is a handler too. Nothing happens before the first `next()`. */
export type Handler = (request: ChatRequest, context: CallContext) => AsyncIterable<ChatEvent>

/** Adds one concern around a handler. */
export type Policy = (next: Handler) => Handler

/** Who calls, and what all layers of a call share. */
export interface CallContext {
  /** Ends the call; its reason is what the call throws. */
  readonly signal: AbortSignal
  readonly caller: Caller
  /** The id under which logs and records know the call. */
  readonly requestId: string
  /** Takes what layers have to say of the call. May not change or break it. */
  readonly observe: Observer
  /** When the call must be over, on the pipeline's monotonic clock, in milliseconds. */
  readonly deadline?: number | undefined
  /** Its class where calls have to wait for each other: 0 goes first, 3 last. @default 1 */
  readonly priority?: 0 | 1 | 2 | 3 | undefined
  /** Whether another target would be asked if this one refused: then nobody waits here for long. */
  readonly canFallBack?: boolean | undefined
  /** Called by providers that are reached over a network: the request has left, the headers of the reply have come. */
  readonly progress?: ((step: 'sent' | 'headers') => void) | undefined
  /** Keeps the process alive until the promise settles, for runtimes that end with the response. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** On whose behalf a call is made. */
export interface Caller {
  /** Stable and unique, such as a user id. */
  readonly id: string
  /** Groups to account to, such as `{ team: 'search' }`. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** Watches calls. What it throws is logged and otherwise ignored. */
export type Observer = (observation: Observation) => void

/** What layers say of calls, and of what they go through. */
export type Observation = CallStarted | CallEnded | Decision

export interface CallStarted {
  readonly type: 'call-started'
  readonly requestId: string
  readonly caller: Caller
  /** The target that the request names. */
  readonly target?: string | undefined
}

/** Said exactly once per call, whatever its ending. */
export interface CallEnded extends Readonly<CallFigures> {
  readonly type: 'call-ended'
  readonly requestId: string
  readonly caller: Caller
  readonly outcome: CallOutcome
  /** Over all attempts; estimated, and marked so, where the provider did not say. */
  readonly usage: Usage
  /** What `usage` costs. Left out where no price is known. */
  readonly cost?: Cost | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly target?: string | undefined
  readonly finishReason?: FinishReason | undefined
  readonly error?: ChatError | undefined
}

/** How a call ended: by itself, by failure, by its signal, or because nobody read on. */
export type CallOutcome = 'finished' | 'failed' | 'aborted' | 'abandoned'

/** The parts of a context that are known. */
export type CallContextInit = { readonly [Field in keyof CallContext]?: CallContext[Field] | undefined }

/** A context to call a handler with. What is left out is filled in: a signal that never aborts, an anonymous caller, a new id. */
export function createCallContext(init: CallContextInit = {}): CallContext {
  return {
    signal: init.signal ?? new AbortController().signal,
    caller: init.caller ?? { id: 'anonymous' },
    requestId: init.requestId ?? newId(),
    observe: init.observe ?? ignore,
    deadline: init.deadline,
    priority: init.priority,
    canFallBack: init.canFallBack,
    progress: init.progress,
    waitUntil: init.waitUntil,
  }
}

function ignore(): void {}
