import { type Authorize, baiduV1, type Target } from '@sluice/core'
import { bceAuthV1 } from '../auth/bce-auth-v1.ts'
import type { KeyPool } from '../secrets/key-pool.ts'
import type { EndpointPlace, VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

export interface QianfanV1Options extends Omit<VendorOptions<'cn-beijing'>, 'apiKey' | 'endpoints'> {
  /**
   * `bceAuthV1(…)` for an access key, `baiduOAuth(…)` for an application's keys, or a `keyPool` of them.
   *
   * @default bceAuthV1() with `QIANFAN_ACCESS_KEY` and `QIANFAN_SECRET_KEY` of the environment
   */
  auth?: Authorize | KeyPool | undefined
  /** Several endpoints with order or weight, in place of `region` and `baseUrl`. */
  endpoints?: readonly QianfanV1Endpoint[] | undefined
  /** The last part of the address, for a model that one has deployed oneself. @default by the model's name */
  endpoint?: string | undefined
}

export type QianfanV1Endpoint = EndpointPlace<'cn-beijing'> & {
  /** The credential for this endpoint alone. One of several that is not Baidu's own must name it. @default that of the target */
  readonly auth?: Authorize | KeyPool | undefined
}

/**
 * An ERNIE model at Baidu Qianfan's first version (wenxinworkshop), for accounts and models that have nothing newer.
 *
 * @throws RangeError for a model or endpoint that no address can have.
 * @throws TypeError for a key alone, an unknown region, or a host that may not have the credential.
 */
export function qianfanV1(model: string, options: QianfanV1Options = {}): Target {
  const { endpoint, headers, extraBody, fetch, clock } = options
  return createVendorTarget(
    {
      provider: 'qianfan-v1',
      regions: { 'cn-beijing': 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop' },
      defaultCredential: () => bceAuthV1({ clock }),
      model,
      toAuthorize() {
        throw new TypeError('qianfanV1: a key alone does not authorise; use bceAuthV1(…) or baiduOAuth(…)')
      },
      createHandler: (lane) =>
        baiduV1({ ...lane, model, provider: 'qianfan-v1', endpoint, headers, extraBody, fetch, clock }),
    },
    { ...withApiKey(options), endpoints: options.endpoints?.map(withApiKey) },
  )
}

/** The credential under the name that it has at every other vendor. Without one, the name is not there either. */
function withApiKey<Options extends Pick<QianfanV1Options, 'auth'>>(options: Options) {
  return options.auth === undefined ? options : { ...options, apiKey: options.auth }
}
