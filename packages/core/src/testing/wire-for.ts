import { anthropicWire } from './anthropic-wire.ts'
import { baiduV1Wire } from './baidu-v1-wire.ts'
import { completionsWire } from './completions-wire.ts'
import type { SimulatedVendor } from './openai-refusal.ts'
import { openaiWire } from './openai-wire.ts'
import { responsesWire } from './responses-wire.ts'
import type { SimulatedWire } from './simulated-wire.ts'

/** The wire that is spoken at an address; chat completions where the path tells nothing. */
export function wireFor({ pathname }: URL, vendor: SimulatedVendor): SimulatedWire {
  // First, as one of Baidu's endpoints is called `chat/completions` too.
  if (/\/wenxinworkshop\/chat\/[^/]+$/.test(pathname)) return baiduV1Wire
  if (pathname.endsWith('/responses')) return responsesWire
  if (pathname.endsWith('/messages')) return anthropicWire
  if (/(?<!\/chat)\/completions$/.test(pathname)) return completionsWire
  return openaiWire(vendor)
}

/** Whose address it is. */
export function vendorOf({ hostname }: URL): SimulatedVendor {
  if (hostname === 'api.openai.com') return 'openai'
  if (hostname === 'qianfan.baidubce.com') return 'qianfan'
  if (hostname === 'api.deepseek.com') return 'deepseek'
  if (/(^|\.)dashscope(-[a-z]+)?\.aliyuncs\.com$|\.maas\.aliyuncs\.com$/.test(hostname)) return 'dashscope'
  return 'other'
}
