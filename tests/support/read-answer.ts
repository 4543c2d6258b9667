import { type ChatErrorCode, decodeSse } from '@sluice/core'
import { createMessageBuilder, fromWireError, type UIMessageChunk } from '@sluice/core/ui'

/** What a user sees of an answer in the end. */
export interface SeenAnswer {
  text: string
  /** Why it is not whole; `internal` also where the server did not say. */
  code?: ChatErrorCode | undefined
  retryAfterMs?: number | undefined
}

const untyped = { code: 'internal', message: 'Untyped.' } as const

/** Reads a chat route's response as a browser does. Calls back after every chunk. Fails if the stream ends without its marker. */
export async function readAnswer(
  response: Response,
  onChunk: (chunk: UIMessageChunk, textSoFar: () => string) => void = () => {},
): Promise<SeenAnswer> {
  if (!response.ok) {
    const { error } = (await response.json()) as { error: unknown }
    return { text: '', ...failure(error) }
  }
  const builder = createMessageBuilder({ id: 'a1', role: 'assistant', parts: [] })
  const text = () => {
    const texts = builder.snapshot().parts.map((part) => (part.type === 'text' ? part.text : ''))
    return texts.join('')
  }
  let failed: Partial<SeenAnswer> = {}
  let isWhole = false
  for await (const batch of decodeSse(response.body!)) {
    for (const { data } of batch) {
      isWhole = data === '[DONE]'
      if (isWhole) continue
      const chunk = JSON.parse(data) as UIMessageChunk
      builder.apply(chunk)
      if (chunk.type === 'error') failed = failure(chunk)
      onChunk(chunk, text)
    }
  }
  if (!isWhole) throw new Error('The stream ended without [DONE].')
  return { text: text(), ...failed }
}

function failure(wire: unknown): Partial<SeenAnswer> {
  const { code, retryAfterMs } = fromWireError(wire, untyped)
  return { code, retryAfterMs }
}
