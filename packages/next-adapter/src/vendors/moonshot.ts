import { moonshotDialect } from '@sluice/core'
import { compatibleVendor } from './compatible-vendor.ts'

/**
 * A Kimi model at Moonshot. The key is `MOONSHOT_API_KEY` of the environment; keys are bound to a region.
 *
 * @throws TypeError for an unknown region, or a host that may not have the key.
 */
export const moonshot: ReturnType<typeof compatibleVendor<'cn' | 'intl'>> = /* @__PURE__ */ compatibleVendor({
  provider: 'moonshot',
  regions: { cn: 'https://api.moonshot.cn/v1', intl: 'https://api.moonshot.ai/v1' },
  billers: { intl: 'moonshot-intl' },
  keyVariable: 'MOONSHOT_API_KEY',
  dialect: moonshotDialect,
})
