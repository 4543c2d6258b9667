import type {
  ChatTransport,
  ReconnectOptions,
  SendMessagesOptions,
  StopRunOptions,
} from '../transport/chat-transport.ts'
import { createTestAnswer, type TestAnswer, type TestRun } from './test-answer.ts'

/** A transport that answers as a test tells it to. */
export interface TestTransport extends ChatTransport {
  /** Everything that was sent, oldest first. */
  readonly sends: readonly TestSend[]
  /** Every wish to rejoin an answer, oldest first. */
  readonly reconnects: readonly TestReconnect[]
  /** Every wish to stop an answer at the server, oldest first. */
  readonly stops: readonly StopRunOptions[]
}

/** One send, and how to answer it. */
export interface TestSend extends TestAnswer {
  readonly options: SendMessagesOptions
}

/**
 * One wish to rejoin an answer, and how to answer it: what is said follows the event that it names. If it names none, or
 * the number 0, the answer is said from its beginning.
 */
export interface TestReconnect extends TestAnswer {
  readonly options: ReconnectOptions
  /** Says that there is no answer to rejoin. */
  nothing(): void
}

export interface TestTransportOptions {
  /**
   * Whether events have ids, as from a server that logs its runs: the third event of the second send is `run-2.3`.
   *
   * @default false
   */
  hasEventIds?: boolean | undefined
}

/**
 * Drives components without a network. Given `answer`, every send is answered at once, and there is never anything to
 * rejoin; without, a test answers each of `sends` and `reconnects` step by step.
 */
export function testTransport(
  answer?: ((options: SendMessagesOptions) => string) | undefined,
  { hasEventIds = false }: TestTransportOptions = {},
): TestTransport {
  const sends: TestSend[] = []
  const reconnects: TestReconnect[] = []
  const stops: StopRunOptions[] = []
  const runs: TestRun[] = []

  return {
    sends,
    reconnects,
    stops,
    sendMessages(options) {
      const run = newRun(sends.length + 1)
      runs.push(run)
      const { answer: send, answered } = createTestAnswer({ run, hasEventIds, signal: options.abortSignal })
      sends.push(Object.assign(send, { options }))
      if (answer !== undefined) {
        send.text(answer(options))
        send.finish()
      }
      return answered
    },
    reconnectToStream(options) {
      const run = rejoined(runs, options.lastEventId)
      const made = createTestAnswer<null>({ run, hasEventIds, signal: options.abortSignal })
      const nothing = () => made.none(null)
      reconnects.push(Object.assign(made.answer, { options, nothing }))
      if (answer !== undefined) nothing()
      return made.answered
    },
    async stopRun(options) {
      stops.push(options)
    },
  }
}

function newRun(number: number): TestRun {
  return { id: `run-${number}`, messageId: `answer-${number}`, events: 0, hasBegun: false, hasText: false }
}

/** The run that an event belongs to, or the latest, where its reader stands in it. */
function rejoined(runs: readonly TestRun[], eventId = ''): TestRun {
  const [, id, number] = /^(.+)\.(\d+)$/.exec(eventId) ?? []
  const known = runs.find((run) => run.id === id)
  const events = known === undefined ? 0 : Number(number)
  const run = known ?? runs.at(-1) ?? newRun(1)
  return Object.assign(run, events > 0 ? { events } : { events, hasBegun: false, hasText: false })
}
