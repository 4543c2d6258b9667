import { zhipuDialect } from '@sluice/core'
import { compatibleVendor } from './compatible-vendor.ts'

/**
 * A GLM model at Zhipu. The key is `ZHIPU_API_KEY` of the environment; keys are bound to a region.
 *
 * @throws TypeError for an unknown region, or a host that may not have the key.
 */
export const zhipu: ReturnType<typeof compatibleVendor<'cn' | 'intl'>> = /* @__PURE__ */ compatibleVendor({
  provider: 'zhipu',
  regions: { cn: 'https://open.bigmodel.cn/api/paas/v4', intl: 'https://api.z.ai/api/paas/v4' },
  billers: { intl: 'zhipu-intl' },
  keyVariable: 'ZHIPU_API_KEY',
  dialect: zhipuDialect,
})
