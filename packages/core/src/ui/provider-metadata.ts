import type { JsonObject } from '../chat/request.ts'

/** Data of providers, each under its name. Opaque to everybody else. */
export type ProviderMetadata = Readonly<Record<string, JsonObject>>
