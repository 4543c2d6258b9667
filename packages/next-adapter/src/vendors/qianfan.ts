import { type Authorize, type JsonObject, openaiChat, qianfanDialect, type Target } from '@sluice/core'
import { appNaming } from '../auth/app-id.ts'
import { baiduV2 } from '../auth/baidu-v2.ts'
import type { VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

export interface QianfanOptions extends VendorOptions<'cn-beijing' | 'coding-plan'> {
  /** The application to bill, `app-…`. @default the account's own default application */
  appId?: string | undefined
  /** Whether the model may search the web, and whether it says where its answer comes from. @default false */
  webSearch?: boolean | { readonly enableCitation?: boolean; readonly enableTrace?: boolean } | undefined
  /** Whether a model that can do both thinks first. @default the model's own default */
  enableThinking?: boolean | undefined
}

const qianfanAddress = {
  provider: 'qianfan',
  regions: {
    'cn-beijing': 'https://qianfan.baidubce.com/v2',
    // Keys of a coding plan are good for this one only.
    'coding-plan': 'https://qianfan.baidubce.com/v2/coding',
  },
  keyVariable: 'QIANFAN_API_KEY',
} as const

/**
 * An ERNIE model (or another that Qianfan hosts) at Baidu Qianfan, version 2. The key is `QIANFAN_API_KEY` of the environment,
 * `bce-v3/ALTAK-…/…`; for short-lived keys put `baiduIamToken(…)` in its place.
 *
 * @throws TypeError for an `appId` that no header can carry, an unknown region, or a host that may not have the key.
 */
export function qianfan(model: string, options: QianfanOptions = {}): Target {
  const { appId, webSearch, enableThinking, headers, fetch, clock } = options
  const nameApp = appNaming(appId, 'qianfan')
  const extraBody: JsonObject = {
    ...(webSearch === undefined ? {} : { web_search: toWebSearch(webSearch) }),
    ...(enableThinking === undefined ? {} : { enable_thinking: enableThinking }),
    ...options.extraBody,
  }
  /** With any kind of credential, and put on as one is: no error is to show it. */
  const named = (authorize: Authorize | undefined): Authorize => ({
    apply(request) {
      nameApp(request.headers)
      return authorize?.apply(request) ?? request
    },
    feedback: (refusal) => authorize?.feedback?.(refusal) ?? false,
  })
  const { provider } = qianfanAddress
  const dialect = qianfanDialect
  return createVendorTarget(
    {
      ...qianfanAddress,
      model,
      toAuthorize: baiduV2,
      createHandler({ baseUrl, authorize }) {
        const own = { model, provider, dialect, headers, extraBody, fetch, clock }
        return openaiChat({ ...own, baseUrl, authorize: named(authorize) })
      },
    },
    options,
  )
}

function toWebSearch(search: NonNullable<QianfanOptions['webSearch']>): JsonObject {
  if (typeof search === 'boolean') return { enable: search }
  return { enable: true, enable_citation: search.enableCitation ?? false, enable_trace: search.enableTrace ?? false }
}
