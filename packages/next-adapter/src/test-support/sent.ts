import { type ChatRequest, type Fetch, generate, type Target } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

/** What a target sends to a provider that answers. */
export async function sent(create: (fetch: Fetch) => Target, ask: Partial<ChatRequest> = {}) {
  const provider = simulatedProvider()
  const requests: Request[] = []
  const target = create((url, init) => {
    requests.push(new Request(url, init))
    return provider(url, init)
  })
  const answer = await generate(target.handler, { prompt: 'Hi', ...ask })
  const [request] = requests
  if (request === undefined) throw new Error('Nothing was sent.')
  return {
    answer,
    url: request.url,
    method: request.method,
    headers: request.headers,
    body: JSON.parse(await request.text()),
  }
}
