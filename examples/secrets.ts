import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, openai, rotating, vaultKv } from '@sluice/next-adapter'

process.env.VAULT_TOKEN = 'no-real-token'

// Take the place of Vault and of OpenAI, which takes one key at a time.
let key = 'no-real-key-of-monday'
const vault = async () => Response.json({ data: { data: { 'api-key': key }, metadata: { version: 1 } } })
const openaiOfToday = () =>
  simulatedProvider({ apiKey: key, answer: ({ headers }) => `sent ${headers.get('authorization')}` })
let provider = openaiOfToday()

const secret = rotating(
  vaultKv({
    address: 'https://vault.example.com:8200',
    path: 'chat/openai',
    field: 'api-key',
    token: fromEnv('VAULT_TOKEN'),
    fetch: vault,
  }),
  { ttlMs: 300_000 },
)
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: secret, fetch: (url, init) => provider(url, init) }) },
})

console.log((await generate(pipeline, { prompt: 'Hello' })).text)

// The key is replaced, in the vault and at the vendor, well before five minutes are over.
key = 'no-real-key-of-tuesday'
provider = openaiOfToday()

// The first call is refused with the old key, reads the new one and is sent again.
console.log((await generate(pipeline, { prompt: 'Hello again' })).text)
