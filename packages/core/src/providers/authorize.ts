/**
 * Puts a credential on a provider's request. Core knows no secret: whoever builds a target hands one of these in.
 */
export interface Authorize {
  /** The request with the credential on it. */
  apply(request: Request): Promise<Request> | Request
}
