import type { Endpoint, VendorOptions } from './vendor-options.ts'

/** Where a vendor is, and which variable customarily holds its key. */
export interface VendorAddress<Region extends string> {
  /** The provider's name in events, records and errors. */
  readonly provider: string
  /** Its endpoints, version included. The first is the default. */
  readonly regions: Readonly<Record<Region, string>>
  /** More hosts of its own, besides those of its endpoints. What is below them is its own, too. @default none */
  readonly hosts?: readonly string[] | undefined
  /** Who sends the bill in a region, where prices differ from those of the first one: as price lists name it. */
  readonly billers?: Readonly<Partial<Record<Region, string>>> | undefined
  /** The environment variable that customarily holds its key; `undefined` for servers that need none. */
  readonly keyVariable?: string | undefined
}

/** An endpoint whose address has been looked at. */
export interface ResolvedEndpoint extends Omit<Endpoint, 'region' | 'baseUrl' | 'name'> {
  readonly baseUrl: string
  /** Who sends the bill, where that is not the provider. */
  readonly billedBy: string | undefined
  readonly name: string
  /** Whether the vendor's customary key may go there. */
  readonly isTrusted: boolean
}

/**
 * The endpoints that a target is to have.
 *
 * @throws TypeError for an address that is no http(s) address, has a query or holds a credential, and for an unknown region.
 */
export function resolveEndpoints<Region extends string>(
  vendor: VendorAddress<Region>,
  options: VendorOptions<Region>,
): readonly ResolvedEndpoint[] {
  const { provider, regions } = vendor
  const { region, baseUrl, endpoints } = options
  if (endpoints !== undefined && (region !== undefined || baseUrl !== undefined)) {
    throw new TypeError(`${provider}: endpoints take the place of region and baseUrl`)
  }
  if (region !== undefined && baseUrl !== undefined) {
    throw new TypeError(`${provider}: region and baseUrl are two places; give one of them`)
  }
  if (endpoints?.length === 0) throw new TypeError(`${provider}: endpoints must name at least one`)
  const ownHosts = Object.values<string>(regions).map((address) => new URL(address).hostname)
  const trusted = [...ownHosts, ...(vendor.hosts ?? []), ...(options.allowedHosts ?? [])]

  return (endpoints ?? [onlyEndpoint(vendor, options)]).map((endpoint) => {
    const { region, baseUrl, name, ...rest } = endpoint
    if (region !== undefined && !Object.hasOwn(regions, region)) {
      throw new TypeError(`${provider}: there is no region ${region}; there are ${Object.keys(regions).join(', ')}`)
    }
    const address = checkedUrl(provider, region === undefined ? baseUrl : regions[region])
    return {
      ...rest,
      name: name ?? region ?? address.host,
      // Not `href`: that ends with the mark of a query that is empty.
      baseUrl: (address.origin + address.pathname).replace(/\/+$/, ''),
      billedBy: billerAt(address, vendor),
      isTrusted: isTrusted(address, trusted),
    }
  })
}

/** By the host: the same region may have been given as an address. */
function billerAt<Region extends string>({ hostname }: URL, { regions, billers }: VendorAddress<Region>) {
  const entries = Object.entries<string | undefined>(billers ?? {})
  return entries.find(([region]) => new URL(regions[region as Region]).hostname === hostname)?.[1]
}

function onlyEndpoint<Region extends string>(
  { provider, regions }: VendorAddress<Region>,
  { baseUrl, region }: VendorOptions<Region>,
): Endpoint<Region> {
  if (baseUrl !== undefined) return { baseUrl }
  if (region !== undefined) return { region }
  const [first] = Object.keys(regions) as Region[]
  if (first === undefined) throw new TypeError(`${provider}: say where it is, with baseUrl or endpoints`)
  return { region: first }
}

/** Its own hosts and what is below them, in the open only on this machine. */
function isTrusted(address: URL, hosts: readonly string[]): boolean {
  const { hostname, protocol } = address
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return true
  const known = hosts.map((host) => host.toLowerCase())
  return protocol === 'https:' && known.some((host) => hostname === host || hostname.endsWith(`.${host}`))
}

function checkedUrl(provider: string, baseUrl: string | undefined): URL {
  const url = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Not quoted, here and below: it may hold a credential, and this goes to a log.
    throw new TypeError(`${provider}: baseUrl must be an http(s) address`)
  }
  if (url.search !== '' || url.hash !== '') throw new TypeError(`${provider}: baseUrl must have no query`)
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${provider}: baseUrl must not hold a credential; use apiKey`)
  }
  return url
}
