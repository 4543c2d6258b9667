import type { Price, PriceList } from './price.ts'
import { createPriceList } from './price-list.ts'
import { alibabaPrices } from './tables/alibaba.ts'
import { alibabaIntlPrices } from './tables/alibaba-intl.ts'
import { anthropicPrices } from './tables/anthropic.ts'
import { baiduPrices } from './tables/baidu.ts'
import { deepseekPrices } from './tables/deepseek.ts'
import { moonshotPrices } from './tables/moonshot.ts'
import { openaiPrices } from './tables/openai.ts'
import { zhipuPrices } from './tables/zhipu.ts'

/**
 * The prices Sluice knows of itself, each with the day it was seen and where. They age: for what a contract says, or to
 * follow a vendor, give a list of your own before it, `createPriceList(ownPrices, priceTable)`.
 */
export const priceTable: readonly Price[] = /* @__PURE__ */ [
  openaiPrices,
  anthropicPrices,
  baiduPrices,
  alibabaPrices,
  alibabaIntlPrices,
  deepseekPrices,
  moonshotPrices,
  zhipuPrices,
].flat()

/** A price list over `priceTable`, made when it is first asked for. */
export function builtInPrices(): PriceList {
  list ??= createPriceList(priceTable)
  return list
}

let list: PriceList | undefined
