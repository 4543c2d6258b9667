import { ChatError } from '@sluice/core'

/**
 * Reads a request's JSON body, never more than `maxBytes` of it.
 *
 * @throws ChatError `bad-request`; {@link isTooLarge} tells a body that is too large from others.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new ChatError('bad-request', 'The body must be JSON, with content-type application/json.')
  }
  const text = await readText(request, maxBytes)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ChatError('bad-request', 'The body is not valid JSON.', { cause })
  }
}

const tooLarge = /* @__PURE__ */ new WeakSet<object>()

/** Whether the error says that a body was too large: HTTP has a status of its own for that. */
export function isTooLarge(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && tooLarge.has(thrown)
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw bodyTooLarge(maxBytes)
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const reader = request.body?.getReader()
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ChatError('bad-request', 'The body broke off.', { cause })
    })
    if (done) break
    bytes += value.byteLength
    if (bytes > maxBytes) {
      // What is left of the upload is not read; that it can no longer be delivered is no failure.
      reader.cancel().catch(() => undefined)
      throw bodyTooLarge(maxBytes)
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}

function bodyTooLarge(maxBytes: number): ChatError {
  const error = new ChatError('bad-request', `The body is larger than ${maxBytes} bytes.`)
  tooLarge.add(error)
  return error
}
