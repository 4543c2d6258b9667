import type { ChatErrorCode } from '../chat/errors.ts'

/** A request to a provider before it is sent. */
export interface ProviderRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** JSON, exactly as it will be sent: what a signature covers. */
  readonly body: string
}

/**
 * Puts a credential on a provider's request. Core knows no secret: whoever builds a target hands one of these in.
 */
export interface Authorize {
  /** The request with the credential on it. The headers may be changed in place. */
  apply(request: ProviderRequest): Promise<ProviderRequest> | ProviderRequest
  /**
   * Told of a request that the provider refused before it had answered anything. `true` asks for the same request once
   * more, now that another credential would be put on it. It is asked at most once for a call: there is no loop.
   */
  feedback?(refusal: Refusal): Promise<boolean> | boolean
}

/** A provider's refusal, as far as a credential may be the reason. */
export interface Refusal {
  /** The request as it was sent, credential included: not for logs. */
  readonly request: ProviderRequest
  /** Of the reply; 200 from a provider that reports errors in the body of a 200. */
  readonly status: number
  readonly headers: Headers
  /** The parsed body, or its text where it is no JSON. */
  readonly body: unknown
  /** What the refusal means. */
  readonly code: ChatErrorCode
}
