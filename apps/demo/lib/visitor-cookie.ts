/** Tells the visitors of a shared demo apart, so that nobody's faults get into anybody else's way. */
export const visitorCookie = 'sluice-demo-visitor'

/** Whoever has none: they share what they do. */
export const anonymous = 'anonymous'

/** Who sent a request. */
export function visitorIdOf(request: Request): string {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split('=')
    if (name === visitorCookie && isVisitorId(value)) return value
  }
  return anonymous
}

export function isVisitorId(value: string): boolean {
  return /^[\w-]{8,64}$/.test(value)
}
