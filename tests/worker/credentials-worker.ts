import { type Clock, createPipeline, systemClock } from '@sluice/core'
import {
  anthropic,
  baiduIamToken,
  baiduOAuth,
  bceAuthV1,
  createChatRoute,
  qianfan,
  qianfanV1,
} from '@sluice/next-adapter'

/* A Worker that asks vendors over the network, with keys from its environment. */

interface Env {
  VENDOR: string
  KEY: string
}
let aheadMs = 0
const movedClock: Clock = {
  ...systemClock,
  now: () => systemClock.now() + aheadMs,
  monotonic: () => systemClock.monotonic() + aheadMs,
}
let app: ReturnType<typeof createApp> | undefined

function createApp({ VENDOR: vendor, KEY: key }: Env) {
  const v1 = { baseUrl: `${vendor}/rpc/2.0/ai_custom/v1/wenxinworkshop` }
  const pair = { accessKeyId: 'ak', secretAccessKey: () => key }
  const client = { clientId: 'id', clientSecret: () => key, endpoint: `${vendor}/oauth/2.0/token` }
  const endpoint = `${vendor}/v1/BCE-BEARER/token`
  const pipeline = createPipeline({
    targets: {
      anthropic: anthropic('claude-opus-5', { baseUrl: `${vendor}/v1`, apiKey: () => key }),
      signed: qianfanV1('ERNIE-4.0-8K', { ...v1, auth: bceAuthV1(pair) }),
      oauth: qianfanV1('ERNIE-4.0-8K', { ...v1, auth: baiduOAuth(client) }),
      moved: qianfanV1('ERNIE-4.0-8K', { ...v1, auth: baiduOAuth({ ...client, clock: movedClock }) }),
      iam: qianfan('ernie-5.0', { baseUrl: `${vendor}/v2`, apiKey: baiduIamToken({ ...pair, endpoint }) }),
    },
  })
  return { route: createChatRoute({ handler: pipeline }) }
}

const worker = {
  fetch(request: Request, env: Env): Promise<Response> | Response {
    app ??= createApp(env)
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/advance') return app.route.POST(request)
    aheadMs += Number(searchParams.get('ms'))
    return new Response()
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
