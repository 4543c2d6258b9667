import type { ChatBody } from './chat-body.ts'

/**
 * A short text that stands for what is asked: requests of one key that differ in it are not one.
 *
 * Against mistakes, not attacks: keys are a caller's own. So it need not be a slow hash, nor one that is waited for.
 */
export function requestDigest({ trigger, messageId, messages }: ChatBody): string {
  const asked = JSON.stringify([trigger, messageId, messages.at(-1)])
  return [0x811c9dc5, 0x050c5d1f].map((start) => fnv1a(asked, start).toString(16).padStart(8, '0')).join('')
}

// http://www.isthe.com/chongo/tech/comp/fnv/
function fnv1a(text: string, start: number): number {
  let hash = start
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
