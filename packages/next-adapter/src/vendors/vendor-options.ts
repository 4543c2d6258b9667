import type { Authorize, Clock, Fetch, JsonObject } from '@sluice/core'
import type { KeyPool } from '../secrets/key-pool.ts'
import type { SecretSource } from '../secrets/secret.ts'

/** A key from somewhere, several of them, or a way of authorising of one's own. */
export type Credential = SecretSource | KeyPool | Authorize

/** Where a provider can be asked. Several endpoints are lanes of one target. */
export type Endpoint<Region extends string = string> = EndpointPlace<Region> & {
  /**
   * The credential for this endpoint alone: some vendors bind keys to a region. One of several that is on none of the
   * vendor's own hosts must name it; if that is `undefined`, it gets no other in its place, and `check()` says so.
   *
   * @default that of the target
   */
  readonly apiKey?: Credential | undefined
}

/** An endpoint without its credential. */
export type EndpointPlace<Region extends string> = EndpointOptions &
  (
    | {
        /** One of the vendor's own endpoints. */
        readonly region: Region
        readonly baseUrl?: undefined
      }
    | {
        /** Another server, version included. */
        readonly baseUrl: string
        readonly region?: undefined
      }
  )

interface EndpointOptions {
  /** What snapshots and logs call it. @default the region, or the host */
  readonly name?: string | undefined
  /** Endpoints of a lower order come first. @default 0 */
  readonly order?: number | undefined
  /** Its share of the calls among endpoints of the same order. @default 1 */
  readonly weight?: number | undefined
}

/** What every provider can be told. */
export interface VendorOptions<Region extends string = string> {
  /** @default the vendor's customary environment variable */
  apiKey?: Credential | undefined
  /** One of the vendor's own endpoints. @default the first */
  region?: Region | undefined
  /** Another server, version included, such as a private gateway. It never comes from a client's request. */
  baseUrl?: string | undefined
  /** Several endpoints with order or weight, in place of `region` and `baseUrl`. */
  endpoints?: readonly Endpoint<Region>[] | undefined
  /** Hosts besides the vendor's own that may be given the target's key, or the customary one. @default none */
  allowedHosts?: readonly string[] | undefined
  /** Whose prices count, as price lists name the seller, such as `deepseek-intl` for an account that pays in dollars. @default by the endpoint */
  billedBy?: string | undefined
  /** More headers for every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** More fields for the body of every request. One replaces ours of the same name. */
  extraBody?: JsonObject | undefined
  /** Sends the requests to the model; an authoriser that gets tokens takes its own. @default the global `fetch` */
  fetch?: Fetch | undefined
  /** Times the lanes and the replies; an authoriser or a `rotating` secret takes its own. @default systemClock */
  clock?: Clock | undefined
}
