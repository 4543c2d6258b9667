import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { asking, post, simulated, until } from '../../../../tests/support/chat-http.ts'
import { createChatRoute } from './create-chat-route.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

describe('the signal of a request that nobody else holds on to', () => {
  // Node's `Request` passes an abort on only as long as it lives itself, and a server may drop it once it has a response.
  it('still ends the call', async () => {
    const provider = simulatedProvider({ answer: () => 'one two three', faults: { type: 'stall', after: 2 } })
    const route = createChatRoute({ handler: createPipeline({ targets: { gpt: simulated(provider) } }) })
    const client = new AbortController()
    const response = await route.POST(post(asking('Hi'), { signal: client.signal }))
    for (let round = 0; round < 3; round++) {
      collectGarbage()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    client.abort()
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled', 200)
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
