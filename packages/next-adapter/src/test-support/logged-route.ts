import { type ChatEvent, createMemoryRunLog, decodeSse, type Handler, type Logger, type RunLog } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import type { UIMessageChunk } from '@sluice/core/ui'
import { asking, post } from '../../../../tests/support/chat-http.ts'
import type { ChatRouteOptions, FinishedCall } from '../route/chat-route-options.ts'
import { createChatRoute } from '../route/create-chat-route.ts'

export const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
export const finish: ChatEvent = { type: 'finish', reason: 'stop' }

/** Lets what can happen now happen. */
export const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

/** Something that a script waits for until it is opened. */
export function gate(): { wait: () => Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { wait: () => promise, open: resolve }
}

interface Visit {
  /** Who asks. @default ada */
  as?: string
  chat?: string
  key?: string
  signal?: AbortSignal
  headers?: Record<string, string>
}

export interface LoggedRouteOptions extends Partial<ChatRouteOptions> {
  clock?: TestClock
  createLog?: (clock: TestClock) => RunLog
}

/** A route with a log of runs, as clients see it, and what it told the application. */
export function loggedRoute(handler: Handler, options: LoggedRouteOptions = {}) {
  const { clock = createTestClock(), createLog, ...rest } = options
  const log = createLog?.(clock) ?? createMemoryRunLog({ clock })
  const finished: FinishedCall[] = []
  const said: unknown[][] = []
  const logger: Logger = { warn: (...words) => void said.push(words), error: (...words) => void said.push(words) }
  const route = createChatRoute({
    handler,
    runLog: log,
    identify: (request) => ({ id: request.headers.get('x-user') ?? 'ada' }),
    onFinish: (call) => void finished.push(call),
    clock,
    logger,
    ...rest,
  })

  function headersOf({ as = 'ada', key, headers = {} }: Visit): Record<string, string> {
    return { 'x-user': as, ...(key === undefined ? {} : { 'idempotency-key': key }), ...headers }
  }
  function ofChat(method: 'GET' | 'DELETE', visit: Visit): Request {
    const url = `http://app.test/api/chat/${encodeURIComponent(visit.chat ?? 'chat-1')}/stream`
    return new Request(url, { method, headers: headersOf(visit), ...(visit.signal && { signal: visit.signal }) })
  }
  return {
    route,
    log,
    clock,
    finished,
    said,
    ask: (visit: Visit = {}, body: object = {}) => {
      const posted = { ...asking('Hi'), id: visit.chat ?? 'chat-1', ...body }
      return route.POST(post(posted, { headers: headersOf(visit), ...(visit.signal && { signal: visit.signal }) }))
    },
    resume: (lastEventId?: string, visit: Visit = {}) =>
      route.GET(
        ofChat('GET', {
          ...visit,
          headers: { ...visit.headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
        }),
      ),
    stop: (visit: Visit = {}) => route.DELETE(ofChat('DELETE', visit)),
  }
}

/** An event of a response. */
export interface ReadEvent {
  id: string | undefined
  chunk: UIMessageChunk
}

/** All events of a response. Fails if it ends without its marker. */
export async function readEvents(response: Response): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  let isDone = false
  for await (const batch of decodeSse(bodyOf(response))) {
    for (const { id, data } of batch) {
      isDone = data === '[DONE]'
      if (!isDone) events.push({ id, chunk: JSON.parse(data) })
    }
  }
  if (!isDone) throw new Error('The stream ended without [DONE].')
  return events
}

/** Reads a response until so much text has come, and leaves it open. */
export async function readUntil(response: Response, wanted: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = bodyOf(response).getReader()
  const decoder = new TextDecoder()
  for (let seen = ''; !seen.includes(wanted); ) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`The stream ended without ${wanted}: ${seen}`)
    seen += decoder.decode(value, { stream: true })
  }
  return reader
}

function bodyOf({ body, status }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new Error(`A response of status ${status} has no body.`)
  return body
}

export const typesOf = (events: readonly ReadEvent[]) => events.map(({ chunk }) => chunk.type)
export const textIn = (events: readonly ReadEvent[]) =>
  events.map(({ chunk }) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('')
export const runIdOf = (response: Response) => response.headers.get('x-sluice-run-id') ?? 'none'
