import type { ChatBody } from './chat-body.ts'

/** A short text that stands for what is asked: requests of one key that differ in it are not one. */
export async function requestDigest({ trigger, messageId, messages }: ChatBody): Promise<string> {
  const asked = JSON.stringify([trigger, messageId, messages.at(-1)])
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(asked))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
