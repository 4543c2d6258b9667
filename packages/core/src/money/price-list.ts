import { priceProblem } from './check-price.ts'
import { shown } from './check-rates.ts'
import { billerOf, modelIds } from './model-id.ts'
import type { Price, PriceList, PriceQuery } from './price.ts'

/**
 * A price list over several lists of prices: what stands in an earlier one wins, so that a user's own prices come first.
 * But an id that any of them has as it is, such as `gpt-4o-2024-05-13`, is not looked for without its date in the others.
 *
 * Who sends the bill is looked up by the provider's name in events (`qianfan` is `baidu`, `dashscope` is `alibaba`). A
 * provider nobody knows has only the prices given under that very name, or under the name of the target that was asked.
 * Without a provider the model's name decides, if one vendor alone has it; of a vendor that sells in two markets the one
 * at home is meant (`alibaba`, not `alibaba-intl`).
 *
 * @throws RangeError for a price that is wrong, for what is no list of prices, or for more than 20,000 of them.
 */
export function createPriceList(...sources: readonly (readonly Price[])[]): PriceList {
  for (const prices of sources) {
    if (!Array.isArray(prices)) throw new RangeError(`createPriceList: prices must be a list, got ${shown(prices)}`)
  }
  const total = sources.reduce((sum, prices) => sum + prices.length, 0)
  if (total > mostPrices) throw new RangeError(`createPriceList: at most ${mostPrices} prices are kept, got ${total}`)
  const indexes = sources.map(indexed)
  // Models are few, but their names come from outside.
  const resolved = new Map<string, readonly Rows[]>()

  function rowsFor(query: PriceQuery): readonly Rows[] {
    const { provider = '', target = '', model } = query
    // What names cannot hold parts them.
    const key = `${provider}\n${target}\n${model}`
    const known = resolved.get(key)
    if (known !== undefined) return known
    const { exact, undated } = modelIds(query.model)
    const sellers = sellersOf(query)
    const rowsUnder = (ids: readonly string[]) =>
      indexes.map((index) => resolve(index, ids, sellers)).filter((found) => found.length > 0)
    let rows = rowsUnder(exact)
    if (rows.length === 0 && undated !== undefined) rows = rowsUnder([undated])
    if (key.length <= longestKey) {
      if (resolved.size >= mostResolved) for (const oldest of resolved.keys()) if (resolved.delete(oldest)) break
      resolved.set(key, rows)
    }
    return rows
  }

  return {
    find(query) {
      for (const rows of rowsFor(query)) {
        const price = validAt(rows, query.at)
        if (price !== undefined) return price
      }
      return undefined
    },
  }
}

const mostPrices = 20_000
const mostResolved = 1_000
const longestKey = 1_000

interface Row {
  readonly price: Price
  readonly seller: string
  readonly fromMs: number
  readonly untilMs: number
}

type Rows = readonly Row[]

function indexed(prices: readonly Price[]): ReadonlyMap<string, Rows> {
  const index = new Map<string, Row[]>()
  for (const price of prices) {
    const problem = priceProblem(price)
    if (problem !== undefined)
      throw new RangeError(`createPriceList: the price of ${JSON.stringify(price?.model)}: ${problem}`)
    const row: Row = {
      price,
      seller: price.provider.trim().toLowerCase(),
      fromMs: price.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(price.validFrom),
      untilMs: price.validUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(price.validUntil),
    }
    for (const id of new Set([price.model, ...(price.aliases ?? [])].map((name) => name.trim().toLowerCase()))) {
      const rows = index.get(id)
      if (rows === undefined) index.set(id, [row])
      else rows.push(row)
    }
  }
  return index
}

/** Whose prices count, the best first; `undefined` if anybody's. */
function sellersOf({ provider, target }: PriceQuery): readonly string[] | undefined {
  if (provider === undefined) return undefined
  const name = provider.trim().toLowerCase()
  const own = target?.trim().toLowerCase()
  // A target may be called after a vendor and ask somebody else.
  const sellers = own === undefined || vendors.has(billerOf(own)) ? [name] : [own, name]
  return [...sellers, billerOf(name)]
}

const vendors: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['openai', 'anthropic', 'baidu', 'alibaba', 'deepseek', 'moonshot', 'zhipu'],
  ...['alibaba-intl', 'deepseek-intl', 'moonshot-intl', 'zhipu-intl'],
])

function resolve(
  index: ReadonlyMap<string, Rows>,
  ids: readonly string[],
  sellers: readonly string[] | undefined,
): Rows {
  for (const id of ids) {
    const rows = index.get(id)
    if (rows === undefined) continue
    for (const seller of sellers ?? likelySellers(rows)) {
      const sold = rows.filter((row) => row.seller === seller)
      if (sold.length > 0) return sold
    }
  }
  return []
}

/** The one vendor that has a model, its home market first; none if several vendors have it. */
function likelySellers(rows: Rows): readonly string[] {
  const home = (seller: string) => seller.replace(/-intl$/, '')
  const sellers = new Set(rows.map(({ seller }) => seller))
  const lines = new Set([...sellers].map(home))
  // Of many that sell it, the one that made it.
  const makers = lines.size === 1 ? lines : new Set([...lines].filter((line) => vendors.has(line)))
  const [maker] = makers
  return maker === undefined || makers.size > 1
    ? []
    : [maker, ...[...sellers].filter((seller) => home(seller) === maker)]
}

/** Of the prices that hold at that time, the one that came last. */
function validAt(rows: Rows, at: number): Price | undefined {
  let best: Row | undefined
  for (const row of rows) {
    if (row.fromMs <= at && at < row.untilMs && (best === undefined || row.fromMs > best.fromMs)) best = row
  }
  return best?.price
}
