import { dashscopeDialect, type JsonObject, type Target } from '@sluice/core'
import { compatibleVendor } from './compatible-vendor.ts'
import type { VendorOptions } from './vendor-options.ts'

export interface DashScopeOptions extends VendorOptions<'cn-beijing' | 'intl' | 'us'> {
  /** Whether a model that can do both thinks first. @default the model's own default */
  enableThinking?: boolean | undefined
  /** The most tokens to think with. @default the model's own default */
  thinkingBudget?: number | undefined
  /** Whether the model may search the web. @default false */
  enableSearch?: boolean | undefined
  /** A workspace of the account, by its id. @default the key's own */
  workspace?: string | undefined
}

const qwen = /* @__PURE__ */ compatibleVendor({
  provider: 'dashscope',
  regions: {
    'cn-beijing': 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    intl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    us: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
  },
  billers: { intl: 'alibaba-intl', us: 'alibaba-intl' },
  // Where workspaces and dedicated models have addresses of their own.
  hosts: ['maas.aliyuncs.com'],
  keyVariable: 'DASHSCOPE_API_KEY',
  dialect: dashscopeDialect,
})

/**
 * A Qwen model at Alibaba's DashScope, in its compatible mode. The key is `DASHSCOPE_API_KEY` of the environment; keys are
 * bound to a region, and one of another region is refused as if it were wrong.
 *
 * @throws RangeError for a `thinkingBudget` that is no positive whole number.
 * @throws TypeError for an unknown region, or a host that may not have the key.
 */
export function dashscope(model: string, options: DashScopeOptions = {}): Target {
  const { enableThinking, thinkingBudget, enableSearch, workspace, ...rest } = options
  if (thinkingBudget !== undefined && !(Number.isInteger(thinkingBudget) && thinkingBudget > 0)) {
    throw new RangeError(`dashscope: thinkingBudget must be a positive whole number, got ${thinkingBudget}`)
  }
  const extraBody: JsonObject = {
    ...(enableThinking === undefined ? {} : { enable_thinking: enableThinking }),
    ...(thinkingBudget === undefined ? {} : { thinking_budget: thinkingBudget }),
    ...(enableSearch === undefined ? {} : { enable_search: enableSearch }),
    ...rest.extraBody,
  }
  const headers = { ...(workspace === undefined ? {} : { 'x-dashscope-workspace': workspace }), ...rest.headers }
  return qwen(model, { ...rest, extraBody, headers })
}
