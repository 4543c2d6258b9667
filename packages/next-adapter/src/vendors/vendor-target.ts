import { type Authorize, createLanes, type Handler, type Lane, type Target } from '@sluice/core'
import type { CheckedAuthorize } from '../auth/checked-authorize.ts'
import { fromEnv } from '../secrets/from-env.ts'
import type { KeyPool } from '../secrets/key-pool.ts'
import type { SecretSource } from '../secrets/secret.ts'
import { checkHeaders } from './check-headers.ts'
import { type ResolvedEndpoint, resolveEndpoints, type VendorAddress } from './endpoints.ts'
import type { Credential, VendorOptions } from './vendor-options.ts'

/** What makes a target of a vendor: where it is, how a key travels there, what it speaks. */
export interface VendorPlan<Region extends string> extends VendorAddress<Region> {
  readonly model: string
  /** The credential to use where the user named none, in place of the customary variable. */
  readonly defaultCredential?: (() => Credential) | undefined
  toAuthorize(source: SecretSource): CheckedAuthorize
  createHandler(lane: { baseUrl: string; authorize: Authorize | undefined }): Handler
}

interface PlannedLane extends Lane {
  readonly authorize: Partial<CheckedAuthorize> | undefined
}

/**
 * A target with a lane for every endpoint and key.
 *
 * @throws TypeError for an address that cannot be used, or to which the key may not go.
 */
export function createVendorTarget<Region extends string>(
  plan: VendorPlan<Region>,
  options: VendorOptions<Region>,
): Target {
  const { provider, model } = plan
  checkHeaders(provider, options.headers)
  const endpoints = resolveEndpoints(plan, options)
  const isOnly = endpoints.length === 1
  const planned = endpoints.map((endpoint) => planLanes(endpoint, credentialFor(endpoint, plan, options, isOnly), plan))
  const all = planned.flatMap(({ lanes }) => lanes)
  const [choose, ...others] = new Set(planned.flatMap(({ choose }) => choose ?? []))
  if (others.length > 0) throw new TypeError(`${provider}: the key pools of its endpoints must choose in the same way`)
  const lanes = createLanes(all, { choose, clock: options.clock })
  const billedBy = options.billedBy ?? endpoints[0]?.billedBy
  const isSingle = all.length === 1
  return {
    provider,
    model,
    ...(billedBy === undefined ? {} : { billedBy }),
    handler: lanes.handler,
    lanes: all,
    choose,
    async check() {
      const found = await Promise.all(
        all.map(async ({ name, authorize }) => {
          const problems = (await authorize?.check?.()) ?? []
          return isSingle ? problems : problems.map((problem) => `${name}: ${problem}`)
        }),
      )
      return found.flat()
    },
  }
}

function planLanes<Region extends string>(
  endpoint: ResolvedEndpoint,
  credential: Credential | undefined,
  plan: VendorPlan<Region>,
): { lanes: PlannedLane[]; choose: KeyPool['choose'] | undefined } {
  const { baseUrl, name, order, weight } = endpoint
  const pool = isPool(credential) ? credential : undefined
  const entries = pool?.entries ?? [credential as SecretSource | Authorize | undefined]
  const lanes = entries.map((entry, index) => {
    const authorize = entry === undefined || isAuthorize(entry) ? entry : plan.toAuthorize(entry)
    return {
      name: entries.length === 1 ? name : `${name}/key-${index + 1}`,
      order,
      weight,
      authorize,
      handler: plan.createHandler({ baseUrl, authorize }),
    }
  })
  return { lanes, choose: pool?.choose }
}

function credentialFor<Region extends string>(
  endpoint: ResolvedEndpoint,
  plan: VendorPlan<Region>,
  options: VendorOptions<Region>,
  isOnly: boolean,
): Credential | undefined {
  if (endpoint.apiKey !== undefined) return endpoint.apiKey
  const { provider, regions, keyVariable, defaultCredential } = plan
  const isNamed = Object.hasOwn(endpoint, 'apiKey')
  // A vendor without hosts of its own is a server of the user's, and so are all its endpoints.
  const isOwn = endpoint.isTrusted || Object.keys(regions).length === 0
  if (options.apiKey !== undefined && (isOwn || (isOnly && !isNamed))) return options.apiKey
  if (options.apiKey === undefined) {
    if (keyVariable === undefined && defaultCredential === undefined) return undefined
    if (endpoint.isTrusted) return defaultCredential?.() ?? fromEnv(keyVariable ?? '')
  }
  // A key that was to be given and is not there: that is found out when it is needed, for a build needs none.
  if (isNamed || (Object.hasOwn(options, 'apiKey') && options.apiKey === undefined)) return ''
  throw new TypeError(
    `${provider}: ${endpoint.name} is none of its own hosts; say which credential it gets, or add the host to allowedHosts`,
  )
}

function isPool(credential: Credential | undefined): credential is KeyPool {
  return typeof credential === 'object' && 'type' in credential && credential.type === 'key-pool'
}

function isAuthorize(entry: SecretSource | Authorize): entry is Authorize {
  return typeof entry === 'object' && 'apply' in entry
}
