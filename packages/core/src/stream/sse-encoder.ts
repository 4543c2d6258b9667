/** One server-sent event whose data is `value` as JSON. */
export function encodeSse(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

/** A comment: keeps proxies from closing a quiet connection and is no event. */
export const sseHeartbeat = ': keep-alive\n\n'

/** The marker after which nothing comes. */
export const sseDone = 'data: [DONE]\n\n'
