import { type Clock, systemClock } from '../chat/clock.ts'
import { isRecord } from '../chat/record.ts'
import { originProblem, priceProblem } from './check-price.ts'
import { shown } from './check-rates.ts'
import { decimalOf } from './decimal-of.ts'
import type { Price, PriceRates } from './price.ts'

export interface PriceImportOptions {
  /** The day the document was fetched, such as `2026-11-20`. @default today */
  asOf?: string | undefined
  /** Where the document is from. @default the name of its project */
  source?: string | undefined
  /**
   * Names of providers in the document, and who sends the bill: `{ deepseek: 'deepseek' }` for an account in dollars.
   * @default vendors that bill in yuan at home have `-intl` behind their name, as all prices are in dollars
   */
  providers?: Readonly<Record<string, string>> | undefined
  /** Whether models that cost nothing are taken over: these documents write 0 for what they do not know, too. @default false */
  keepFree?: boolean | undefined
  clock?: Clock | undefined
}

/** A price as far as a document says it. */
export interface FoundPrice extends Partial<Omit<Price, 'rates'>> {
  readonly provider: string
  readonly model: string
  readonly rates: Partial<PriceRates>
}

/** Collects the prices of a document. What makes no valid price is left out. */
export interface PriceImport {
  /** Who sends the bill, by the document's name for the provider. */
  billerOf(name: string): string
  add(found: FoundPrice): void
  /** @throws RangeError if there are none, or too many. */
  prices(): Price[]
}

/**
 * Begins to read a document of prices in dollars. `importer` is the name of the function, for its errors.
 *
 * @throws RangeError for options that no price could have.
 */
export function importPrices(importer: string, project: string, options: PriceImportOptions = {}): PriceImport {
  const { keepFree = false, clock = systemClock, source = project } = options
  const asOf = options.asOf ?? new Date(clock.now()).toISOString().slice(0, 10)
  const problem = originProblem(asOf, source)
  if (problem !== undefined) throw new RangeError(`${importer}: ${problem}`)
  const own = new Map(Object.entries(options.providers ?? {}))
  const kept: Price[] = []

  return {
    billerOf: (name) => own.get(name) ?? abroad.get(name) ?? name,
    add(found) {
      const price = { asOf, source, currency: 'USD', ...found }
      if (!isPrice(price) || (!keepFree && price.rates.input === '0' && price.rates.output === '0')) return
      if (kept.push(price) > mostPrices) throw new RangeError(`${importer}: more than ${mostPrices} prices`)
    },
    prices() {
      if (kept.length === 0) throw new RangeError(`${importer}: no price per token was found in the document`)
      return kept
    },
  }
}

/** The fields of a document. @throws RangeError if it is no object. */
export function documentOf(importer: string, json: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(json)) return json
  throw new RangeError(`${importer}: expected an object, got ${shown(json)}`)
}

/** The rates that `names` says fields hold, each shifted by so many decimal places. */
export function ratesOf(
  fields: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, PlainRate>>,
  shift = 0,
): Partial<PriceRates> {
  const rates: { -readonly [Name in PlainRate]?: string } = {}
  for (const [field, name] of Object.entries(names)) {
    const rate = Object.hasOwn(fields, field) ? decimalOf(fields[field], shift) : undefined
    if (rate !== undefined) rates[name] = rate
  }
  return rates
}

/** A rate that is a number. */
export type PlainRate = Exclude<keyof PriceRates, 'thinking' | 'batch'>

const mostPrices = 20_000

/** Vendors that send bills in yuan at home, under the names of these documents. Names with `cn` in them stay as they are. */
const abroad: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['alibaba', 'alibaba-intl'],
  ['dashscope', 'alibaba-intl'],
  ['baidu', 'baidu-intl'],
  ['deepseek', 'deepseek-intl'],
  ['moonshot', 'moonshot-intl'],
  ['moonshotai', 'moonshot-intl'],
  ['zai', 'zhipu-intl'],
  ['zhipu', 'zhipu-intl'],
])

function isPrice(value: unknown): value is Price {
  return priceProblem(value) === undefined
}
