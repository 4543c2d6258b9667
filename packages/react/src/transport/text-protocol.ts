import { ChatError, isChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { readBatches } from './chat-transport.ts'
import type { HttpProtocol, ReadOptions } from './http-protocol.ts'

/** An answer as plain text, which ends where the body does. */
export const textProtocol: HttpProtocol = {
  // Many routes do not say what they send, so only what surely is something else is refused.
  contentType: /^(?!.*(html|json|event-stream))/i,
  read: readText,
}

async function* readText(
  body: ReadableStream<Uint8Array>,
  { watch, onLogged }: ReadOptions,
): AsyncGenerator<readonly UIMessageChunk[], void> {
  const { signal, onRead, end } = watch
  // Holds back the first bytes of a character until its last one is there.
  const decoder = new TextDecoder()
  let hasText = false
  function grow(delta: string): UIMessageChunk[] {
    if (delta === '') return []
    const chunk: UIMessageChunk = { type: 'text-delta', id, delta }
    if (hasText) return [chunk]
    hasText = true
    onLogged(false)
    return [{ type: 'start' }, { type: 'start-step' }, { type: 'text-start', id }, chunk]
  }
  try {
    for await (const pieces of readBatches(body, signal)) {
      onRead()
      yield pieces.flatMap((bytes) => grow(decoder.decode(bytes, { stream: true })))
    }
    signal.throwIfAborted()
    const last = grow(decoder.decode())
    // A route that speaks text has no other way to say that its provider failed.
    if (!hasText) throw new ChatError('server', 'The server sent an empty answer.')
    yield [...last, { type: 'text-end', id }, { type: 'finish-step' }, { type: 'finish' }]
  } catch (cause) {
    signal.throwIfAborted()
    throw isChatError(cause) ? cause : new ChatError('interrupted', 'The answer broke off before its end.', { cause })
  } finally {
    end()
  }
}

const id = 'text-1'
