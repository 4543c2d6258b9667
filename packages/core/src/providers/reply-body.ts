import { ChatError } from '../chat/errors.ts'
import type { SseEvent } from '../stream/sse-decoder.ts'

/** An event's JSON. */
export function parseEvent({ data, unterminated }: SseEvent): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // Not the parser's error: it quotes a piece from anywhere in the text.
    const cause = data.slice(0, 200)
    if (unterminated) throw new ChatError('interrupted', 'The answer broke off before its end.', { cause })
    throw notAnAnswer(data)
  }
}

export function notAnAnswer(data: string): ChatError {
  return new ChatError('server', 'The provider sent something that is not an answer.', { cause: data.slice(0, 200) })
}

/** A body's JSON, or the beginning of its text. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // An HTML page of a proxy, for instance.
    return text.slice(0, 1_000)
  }
}

export function isJson(response: Response): boolean {
  return /[/+]json\s*(?:;|$)/.test(contentType(response))
}

export function isEventStream(response: Response): boolean {
  return contentType(response).includes('text/event-stream')
}

export function isPage(response: Response): boolean {
  return contentType(response).includes('text/html')
}

function contentType(response: Response): string {
  return response.headers.get('content-type')?.toLowerCase() ?? ''
}
