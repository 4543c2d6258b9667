import { decodeSse, type Target } from '@sluice/core'
import type { SimulatedProvider } from '@sluice/core/testing'
import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'
import { type OpenAICompatibleOptions, openaiCompatible } from '@sluice/next-adapter'

/** A message of the user. */
export function user(text: string, id = 'u1'): UIMessage {
  return { id, role: 'user', parts: [{ type: 'text', text }] }
}

/** What a client posts to ask `text`. */
export function asking(text: string): { id: string; messages: UIMessage[]; trigger: string } {
  return { id: 'chat-1', messages: [user(text)], trigger: 'submit-message' }
}

export interface PostInit {
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** A chat client's POST, for a handler that is called directly. */
export function post(body: unknown = asking('Hi'), { headers = {}, signal }: PostInit = {}): Request {
  return new Request('http://app.test/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** All parts of a response's stream. Fails if it does not end with its marker. */
export async function readParts(response: Response): Promise<UIMessageChunk[]> {
  const data = (await collectData(response)).map(({ text }) => text)
  if (data.pop() !== '[DONE]') throw new Error('The stream ended without [DONE].')
  return data.map((text) => JSON.parse(text) as UIMessageChunk)
}

async function collectData(response: Response): Promise<{ text: string }[]> {
  if (response.body === null) return []
  const found: { text: string }[] = []
  for await (const batch of decodeSse(response.body)) found.push(...batch.map(({ data }) => ({ text: data })))
  return found
}

/** The text that parts make up. */
export function textOf(parts: readonly UIMessageChunk[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
}

/** The part of a type that there is exactly one of. */
export function only<Type extends UIMessageChunk['type']>(parts: readonly UIMessageChunk[], type: Type) {
  const found = parts.filter((part): part is Extract<UIMessageChunk, { type: Type }> => part.type === type)
  if (found.length !== 1) throw new Error(`There are ${found.length} parts of type ${type}.`)
  return found[0]!
}

/** A target whose provider is the simulated one. */
export function simulated(provider: SimulatedProvider, options: Partial<OpenAICompatibleOptions> = {}): Target {
  return openaiCompatible({ model: 'sim-1', baseUrl: 'http://provider.test/v1', fetch: provider, ...options })
}

/** Waits until something is so, and says what it waited for if it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 2_000): Promise<void> {
  const endMs = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`Not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
