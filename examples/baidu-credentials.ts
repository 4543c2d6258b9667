import { createMemoryKeyValueStore, createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { baiduIamToken, baiduOAuth, bceAuthV1, qianfan, qianfanV1 } from '@sluice/next-adapter'

// Takes the place of Baidu: knows these credentials, issues tokens, verifies signatures. Leave `fetch` out otherwise.
const baidu = simulatedProvider({
  apiKey: 'bce-v3/ALTAK-example/no-real-key',
  accessKeys: { ALTAKexample: 'no-real-secret' },
  oauthClients: { exampleClient: 'no-real-secret' },
  answer: ({ url }) => `Accepted at ${new URL(url).host}.`,
})
const fetch = baidu
// Stands for a store that all servers share, such as one in Redis: they then get one token together.
const store = createMemoryKeyValueStore()
const accessKey = { accessKeyId: 'ALTAKexample', secretAccessKey: 'no-real-secret' }
const application = { clientId: 'exampleClient', clientSecret: 'no-real-secret' }

const pipeline = createPipeline({
  targets: {
    // A key of Qianfan V2. Without `apiKey` it is QIANFAN_API_KEY of the environment.
    key: qianfan('ernie-4.5-turbo-128k', { apiKey: 'bce-v3/ALTAK-example/no-real-key', fetch }),
    // Tokens of half an hour in its place: the access key itself goes to Baidu's IAM only.
    token: qianfan('ernie-4.5-turbo-128k', { apiKey: baiduIamToken({ ...accessKey, store, fetch }), fetch }),
    // An access key signs each request to Qianfan V1, and is never sent.
    signed: qianfanV1('ERNIE-4.0-8K', { auth: bceAuthV1(accessKey), fetch }),
    // The keys of an application get a token of thirty days for Qianfan V1.
    oauth: qianfanV1('ERNIE-4.0-8K', { auth: baiduOAuth({ ...application, store, fetch }), fetch }),
  },
})

const ask = async (target: string) => (await generate(pipeline, { target, prompt: 'May I?' })).text
for (const target of ['key', 'token', 'signed', 'oauth', 'oauth']) console.log(`${target}: ${await ask(target)}`)
console.log('tokens issued:', baidu.issuedTokens.length)

// A token that Baidu no longer takes is replaced, and the call repeated once. Nobody notices.
baidu.revokeTokens()
console.log(`oauth: ${await ask('oauth')}`)
console.log('tokens issued:', baidu.issuedTokens.length)
