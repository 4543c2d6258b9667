import { type ChatDialect, openaiChat, type Target } from '@sluice/core'
import { apiKey } from '../auth/api-key.ts'
import type { VendorAddress } from './endpoints.ts'
import type { VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

/** A vendor that speaks OpenAI's chat completions, as an entry. */
export interface CompatibleVendor<Region extends string> extends VendorAddress<Region> {
  /** How it differs from OpenAI. @default only by the older `max_tokens` */
  readonly dialect?: ChatDialect | undefined
}

/**
 * Makes a vendor's entry into a function that makes targets: `const moonshot = compatibleVendor({ … })`.
 *
 * That function throws a TypeError for an unknown region, and for a host that may not have the key.
 */
export function compatibleVendor<const Region extends string>(
  vendor: CompatibleVendor<Region>,
): (model: string, options?: VendorOptions<Region>) => Target {
  const { provider, dialect = {} } = vendor
  return (model, options = {}) => {
    const { headers, extraBody, fetch, clock } = options
    const createHandler = (lane: Parameters<Parameters<typeof createVendorTarget>[0]['createHandler']>[0]) =>
      openaiChat({ ...lane, model, provider, dialect, headers, extraBody, fetch, clock })
    return createVendorTarget({ ...vendor, model, toAuthorize: apiKey, createHandler }, options)
  }
}
