import type { Authorize, Fetch, Target } from '@sluice/core'
import {
  anthropic,
  baiduIamToken,
  baiduOAuth,
  bceAuthV1,
  dashscope,
  dashscopeTemporary,
  deepseek,
  fromEnv,
  hmacHeaders,
  httpSecret,
  keyPool,
  moonshot,
  openai,
  openaiCompatible,
  qianfan,
  qianfanV1,
  rotating,
  vaultKv,
  zhipu,
} from '@sluice/next-adapter'
import type { Canaries } from './canaries.ts'

export interface CanaryTargetsOptions {
  secrets: Canaries
  /** Each target is asked at its own name below this address. */
  base: string
  fetch?: Fetch | undefined
}

/** One target for every kind of credential. */
export function createCanaryTargets({ secrets, base, fetch }: CanaryTargetsOptions): Record<string, Target> {
  const at = (name: string, path = '/v1') => ({ baseUrl: `${base}/${name}${path}`, fetch })
  const v1 = '/rpc/2.0/ai_custom/v1/wenxinworkshop'
  const iam = (name: string) => ({ endpoint: `${base}/${name}/v1/BCE-BEARER/token`, fetch })
  const pair = (name: 'bce' | 'iam-pair') => ({
    accessKeyId: secrets[`${name}.id`],
    secretAccessKey: secrets[`${name}.secret`],
    sessionToken: () => secrets[`${name}.session`],
  })
  process.env.CANARY_OPENAI_KEY = secrets['openai.key']
  return {
    openai: openai('gpt-5', { ...at('openai'), apiKey: fromEnv('CANARY_OPENAI_KEY') }),
    responses: openai('gpt-5', { ...at('responses'), api: 'responses', apiKey: () => secrets['openai.key'] }),
    anthropic: anthropic('claude-sonnet-4-5', { ...at('anthropic'), apiKey: async () => secrets['anthropic.key'] }),
    qianfan: qianfan('ernie-5.0', {
      ...at('qianfan', '/v2'),
      apiKey: `bce-v3/ALTAK-${secrets['qianfan.id']}/${secrets['qianfan.key']}`,
      // Looked at when the target is made.
      appId: secrets['qianfan.app'].replace(/[^!-~]/, ''),
    }),
    oauth: qianfanV1('ERNIE-4.0-8K', {
      ...at('oauth', v1),
      auth: baiduOAuth({
        clientId: secrets['oauth.id'],
        clientSecret: secrets['oauth.secret'],
        endpoint: `${base}/oauth/oauth/2.0/token`,
        fetch,
      }),
    }),
    bce: qianfanV1('ERNIE-4.0-8K', { ...at('bce', v1), auth: bceAuthV1(pair('bce')) }),
    'iam-pair': qianfan('ernie-5.0', {
      ...at('iam-pair', '/v2'),
      apiKey: baiduIamToken({ ...pair('iam-pair'), ...iam('iam-pair') }),
    }),
    'iam-key': qianfan('ernie-5.0', {
      ...at('iam-key', '/v2'),
      apiKey: baiduIamToken({ apiKey: secrets['iam-key.key'], ...iam('iam-key') }),
    }),
    dashscope: dashscope('qwen-max', {
      ...at('dashscope'),
      apiKey: dashscopeTemporary(secrets['dashscope.key'], { endpoint: `${base}/dashscope/api/v1/tokens`, fetch }),
    }),
    hmac: openaiCompatible({
      ...at('hmac'),
      model: 'own-1',
      apiKey: hmacHeaders({ accessKey: secrets['hmac.id'], secretKey: secrets['hmac.secret'] }),
    }),
    vault: deepseek('deepseek-chat', { ...at('vault'), apiKey: rotating(vaultSource(base, secrets, fetch)) }),
    http: moonshot('kimi-k2', { ...at('http'), apiKey: rotating(httpSource(base, secrets, fetch)) }),
    pool: zhipu('glm-5', { ...at('pool'), apiKey: keyPool([secrets['pool.one'], () => secrets['pool.two']]) }),
    own: openaiCompatible({ ...at('own'), model: 'own-1', apiKey: ownAuthorize(secrets['own.key']) }),
  }
}

function vaultSource(base: string, secrets: Canaries, fetch: Fetch | undefined): () => Promise<string> {
  const token = secrets['vault.token']
  return vaultKv({ address: `${base}/vault`, mount: 'kv', path: 'chat', field: 'key', token, fetch })
}

function httpSource(base: string, secrets: Canaries, fetch: Fetch | undefined): () => Promise<string> {
  return httpSecret({
    url: `${base}/http/kv/key`,
    pick: 'data.key',
    headers: { 'x-token': secrets['http.token'] },
    fetch,
  })
}

/** As a user writes one, who does not look at the key first. */
function ownAuthorize(key: string): Authorize {
  return {
    apply(request) {
      request.headers.set('x-own-key', key)
      return request
    },
  }
}
