import type { UIMessageChunk } from '@sluice/core/ui'

/** What a server was asked. */
export interface Asked {
  url: string
  init: RequestInit
  headers: Headers
  body: unknown
}

/** A `fetch` that answers with `respond` and remembers what it was asked. */
export function answering(respond: (init: RequestInit) => Response | Promise<Response>) {
  const asked: Asked[] = []
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body))
    asked.push({ url: String(input), init, headers: new Headers(init.headers), body })
    return respond(init)
  }
  return { fetch, asked }
}

/** Chunks as server-sent events. */
export function events(...chunks: readonly (UIMessageChunk | object)[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')
}

/** Chunks as events of a run that is logged, numbered from `first`. */
export function loggedEvents(runId: string, first: number, ...chunks: readonly (UIMessageChunk | object)[]): string {
  return chunks.map((chunk, index) => `id: ${runId}.${first + index}\n${events(chunk)}`).join('')
}

/** A stream of server-sent events in the given pieces; `end` says what comes after them. */
export function eventStream(pieces: readonly string[], end: 'close' | 'break' | 'silence' = 'close') {
  const encoder = new TextEncoder()
  const cancelled: unknown[] = []
  let push: (piece: string) => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (piece) => controller.enqueue(encoder.encode(piece))
      for (const piece of pieces) push(piece)
      if (end === 'close') controller.close()
    },
    pull(controller) {
      if (end === 'break') controller.error(new TypeError('terminated'))
    },
    cancel: (reason) => void cancelled.push(reason),
  })
  const response = new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  return { response, cancelled, push: (piece: string) => push(piece) }
}
