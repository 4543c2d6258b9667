import { collect, createCallContext, isChatError, openaiChat, systemClock } from '@sluice/core'

/** A refusal, and how long it asks us to wait; `null` if it does not say. */
export interface RetryVector {
  id: string
  headers: Record<string, string>
  message?: string
  expectMs: number | null
}

/** All that is recorded of waits. */
export interface Waits {
  /** When the refusals came. */
  now: string
  vectors: readonly RetryVector[]
}

/** How long we would wait, by the ids of the refusals: one function for every runtime. */
export async function readWaits({ now, vectors }: Waits): Promise<Record<string, number | null>> {
  const clock = { ...systemClock, now: () => Date.parse(now) }

  async function read({ headers, message = '' }: RetryVector): Promise<number | null> {
    const fetch = async () => Response.json({ error: { message } }, { status: 429, headers })
    const refusing = openaiChat({ model: 'recorded', clock, fetch })
    const request = { messages: [{ role: 'user', content: 'hi' } as const] }
    const error: unknown = await collect(refusing(request, createCallContext())).catch((error: unknown) => error)
    if (!isChatError(error)) throw new Error('It was not refused.', { cause: error })
    return error.retryAfterMs ?? null
  }

  return Object.fromEntries(await Promise.all(vectors.map(async (vector) => [vector.id, await read(vector)])))
}
