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
}
