import type { ChatError, Logger } from '@sluice/core'

/** What the caller did wrong is the caller's to see; what we or a provider did wrong is the developer's. */
export function report(logger: Logger, error: ChatError): void {
  const { code, provider, model, requestId, retryAfterMs, cause } = error
  if (code === 'internal') logger.error('createChatRoute: a call failed.', error)
  // No stack: a provider's failure has nothing to do with where our code stands.
  else if (provider !== undefined) {
    const reason = cause instanceof Error ? `${cause.message}: ${String(cause.cause ?? '')}` : cause
    logger.warn(`createChatRoute: ${provider} failed (${code}).`, { requestId, model, retryAfterMs, reason })
  }
}
