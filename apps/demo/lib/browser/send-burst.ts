import { newId } from '@sluice/core'

interface Burst {
  model: string
  question: string
  count: number
}

/** Asks the same question so many times at once, as so many visitors would, and reads the answers to their ends. */
export async function sendBurst({ model, question, count }: Burst, fetch = globalThis.fetch): Promise<void> {
  await Promise.allSettled(Array.from({ length: count }, () => ask(model, question, fetch)))
}

async function ask(model: string, question: string, fetch: typeof globalThis.fetch): Promise<void> {
  const message = { id: newId(), role: 'user', parts: [{ type: 'text', text: question }] }
  const reply = await fetch('/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: newId(), messages: [message], trigger: 'submit-message', model }),
  })
  await reply.text()
}
