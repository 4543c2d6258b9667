import { deepseekDialect } from '@sluice/core'
import { compatibleVendor } from './compatible-vendor.ts'

/**
 * A model at DeepSeek. The key is `DEEPSEEK_API_KEY` of the environment. Thoughts go back with tool calls, as it demands.
 *
 * @throws TypeError for an unknown region, or a host that may not have the key.
 */
export const deepseek: ReturnType<typeof compatibleVendor<'cn'>> = /* @__PURE__ */ compatibleVendor({
  provider: 'deepseek',
  regions: { cn: 'https://api.deepseek.com' },
  keyVariable: 'DEEPSEEK_API_KEY',
  dialect: deepseekDialect,
})
