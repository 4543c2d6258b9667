import type { Handler } from '../chat/handler.ts'
import type { Price } from '../money/price.ts'
import type { Lane } from './lane.ts'

/** A model at a provider, ready to be asked. */
export interface Target {
  /** The provider's name, such as `openai`. */
  readonly provider: string
  /** The model as the provider names it. */
  readonly model: string
  readonly handler: Handler
  /** Who sends the bill, as price lists name it, where that is not `provider`: such as `alibaba-intl`. @default provider */
  readonly billedBy?: string | undefined
  /** What it costs, where no price list knows better than you. @default what the pipeline's price list says */
  readonly price?: Price | undefined
  /** Says what is missing before the target can be asked, such as an environment variable. Empty if nothing is. */
  readonly check?: (() => Promise<readonly string[]>) | undefined
  /** The ways to it, where there are several. `handler` spreads calls over them; a pipeline does that itself. */
  readonly lanes?: readonly Lane[] | undefined
  /** How to choose among the lanes. @default 'round-robin' */
  readonly choose?: 'round-robin' | 'least-used' | undefined
}
