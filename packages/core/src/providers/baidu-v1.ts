import type { Handler } from '../chat/handler.ts'
import type { JsonObject } from '../chat/request.ts'
import { baiduV1Endpoint } from './baidu-v1-endpoint.ts'
import { baiduV1Errors } from './baidu-v1-errors.ts'
import { createBaiduV1Reply } from './baidu-v1-reply.ts'
import { toBaiduV1Request } from './baidu-v1-request.ts'
import { createClassifier } from './failure.ts'
import { type WireOptions, wireHandler } from './wire.ts'

export interface BaiduV1Options extends WireOptions {
  /** The model's name, such as `ERNIE-4.0-8K`, or the endpoint of a deployment of one's own. */
  model: string
  /** @default 'baidu-v1' */
  provider?: string | undefined
  /** Where `/chat/` is. @default 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop' */
  baseUrl?: string | undefined
  /** The last part of the model's address. @default the one that Baidu gives to `model` */
  endpoint?: string | undefined
  /** More fields for the body of every request, such as `{ disable_search: true }`. */
  extraBody?: JsonObject | undefined
}

/**
 * A provider that speaks the first version of Baidu's Qianfan. It is the wire alone: a signature or an access token comes
 * from `authorize`.
 *
 * @throws RangeError for a model or endpoint that cannot stand in an address.
 */
export function baiduV1(options: BaiduV1Options): Handler {
  const { model, endpoint, extraBody = {} } = options
  const baseUrl = (options.baseUrl ?? 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop').replace(
    /\/+$/,
    '',
  )
  return wireHandler(
    {
      url: `${baseUrl}/chat/${baiduV1Endpoint(model, endpoint)}`,
      toBody: (request) => toBaiduV1Request(request, extraBody),
      createReply: createBaiduV1Reply,
      toError: createClassifier(baiduV1Errors),
    },
    { ...options, provider: options.provider ?? 'baidu-v1' },
  )
}
