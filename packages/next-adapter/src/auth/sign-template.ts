import type { ProviderRequest } from '@sluice/core'

const readers = {
  method: (request) => request.method.toUpperCase(),
  path: (request) => new URL(request.url).pathname,
  query: (request) => new URL(request.url).search.slice(1),
  url: (request) => addressOf(request.url),
  host: (request) => new URL(request.url).host,
  body: (request) => request.body,
  timestamp: (_, { timestamp }) => timestamp,
  nonce: (_, { nonce }) => nonce,
} as const satisfies Record<string, (request: ProviderRequest, stamp: Stamp) => string>

/** What a signature has that its request has not. */
export interface Stamp {
  timestamp: string
  nonce: string
}

/**
 * Makes the text that is signed from a template with placeholders in braces.
 *
 * @throws TypeError for a placeholder that does not exist, and for a template without any.
 */
export function signTemplate(template: string): (request: ProviderRequest, stamp: Stamp) => string {
  // With a group in its pattern, `split` puts names at odd places: what fills one is never looked at again.
  const pieces = template.split(/\{(\w+)\}/).map((piece, index) => (index % 2 === 0 ? () => piece : readerOf(piece)))
  if (pieces.length === 1) throw new TypeError('hmacHeaders: the template must have a placeholder')
  return (request, stamp) => pieces.map((read) => read(request, stamp)).join('')
}

function readerOf(name: string): (request: ProviderRequest, stamp: Stamp) => string {
  if (isPlaceholder(name)) return readers[name]
  throw new TypeError(`hmacHeaders: {${name}} is no placeholder; there are ${Object.keys(readers).join(', ')}`)
}

function isPlaceholder(name: string): name is keyof typeof readers {
  return Object.hasOwn(readers, name)
}

/** As it is sent: a fragment is not. */
function addressOf(url: string): string {
  const address = new URL(url)
  address.hash = ''
  return address.href
}
