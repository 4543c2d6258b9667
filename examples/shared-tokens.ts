import { createPipeline, generate, type KeyValueStore } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { dashscope, dashscopeTemporary, fromEnv } from '@sluice/next-adapter'

/** What is needed of a client of the `redis` package. */
interface Redis {
  get(key: string): Promise<string | null>
  set(key: string, value: string, options?: { PX?: number; NX?: true }): Promise<string | null>
  del(key: string): Promise<number>
}

/** A store that all servers share. */
function redisStore(redis: Redis): KeyValueStore {
  const life = (ttlMs: number | undefined) => (ttlMs === undefined ? {} : { PX: ttlMs })
  return {
    get: async (key) => (await redis.get(key)) ?? undefined,
    async set(key, value, { ttlMs } = {}) {
      await redis.set(key, value, life(ttlMs))
    },
    setIfAbsent: async (key, value, { ttlMs } = {}) =>
      (await redis.set(key, value, { NX: true, ...life(ttlMs) })) === 'OK',
    async delete(key) {
      await redis.del(key)
    },
  }
}

process.env.DASHSCOPE_API_KEY = 'no-real-key'

// Take the place of Redis and of DashScope.
const texts = new Map<string, string>()
const redis: Redis = {
  get: async (key) => texts.get(key) ?? null,
  set: async (key, value) => texts.set(key, value) && 'OK',
  del: async (key) => Number(texts.delete(key)),
}
const fetch = simulatedProvider({
  apiKey: 'no-real-key',
  answer: ({ headers }) => `sent ${headers.get('authorization')}`,
})

/** One of several servers. */
function createServer() {
  const temporary = dashscopeTemporary(fromEnv('DASHSCOPE_API_KEY'), {
    expiresInSeconds: 600,
    store: redisStore(redis),
    fetch,
  })
  return createPipeline({ targets: { qwen: dashscope('qwen-plus', { apiKey: temporary, fetch }) } })
}

for (const server of [createServer(), createServer()]) {
  console.log((await generate(server, { prompt: 'Hello' })).text)
}
console.log('tokens issued:', fetch.issuedTokens.length)
console.log('kept under:', [...texts.keys()])
