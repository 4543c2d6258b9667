/** Says which addresses are trusted. */
export interface UrlAllowList {
  /** What an address of this scheme and host has to begin its path with, one of these; `undefined` where no address will do. */
  pathsFor(scheme: string, host: string): readonly string[] | undefined
}

interface Entry {
  /** Empty for any. */
  readonly scheme: string
  readonly path: string
}

/**
 * Reads hosts such as `example.com`, `*.example.com` and `localhost:3000`, and beginnings of addresses such as `https://example.com/docs/`.
 *
 * @throws RangeError for anything else, named after the option that has it.
 */
export function createUrlAllowList(option: string, allow: readonly string[]): UrlAllowList {
  if (!Array.isArray(allow)) throw new RangeError(`urlPolicy: ${option} must be a list of hosts, got ${allow}`)
  const entries = new Map<string, Entry[]>()
  let longestEnd = 0
  for (const item of allow) {
    const url = read(item)
    if (url === undefined) {
      const expected = 'hosts such as example.com or *.example.com, and addresses such as https://example.com/docs/'
      throw new RangeError(`urlPolicy: ${option} takes ${expected}, got ${item}`)
    }
    const isWhole = item.includes('://')
    const entry = { scheme: isWhole ? url.protocol.slice(0, -1) : '', path: url.pathname === '/' ? '' : url.pathname }
    // Models write the name of a host in its own script, or in the form that is looked up.
    for (const host of new Set([url.host, hostIn(item)])) {
      const known = entries.get(host)
      if (known === undefined) entries.set(host, [entry])
      else known.push(entry)
      if (host[0] === '*') longestEnd = Math.max(longestEnd, host.length - 1)
    }
  }

  return {
    pathsFor(scheme, host) {
      const paths: string[] = []
      collect(host)
      let dot = host.indexOf('.', Math.max(1, host.length - longestEnd))
      for (; dot >= 0; dot = host.indexOf('.', dot + 1)) collect(`*${host.slice(dot)}`)
      return paths.length > 0 ? paths : undefined

      function collect(name: string): void {
        for (const entry of entries.get(name) ?? []) {
          if (entry.scheme === '' || entry.scheme === scheme) paths.push(entry.path)
        }
      }
    },
  }
}

/** Whether the path of an address is one of these or lies below it. */
export function isBelow(paths: readonly string[], pathname: string): boolean {
  return paths.some((path) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
}

function read(item: string): URL | undefined {
  try {
    const url = new URL(item.includes('://') ? item : `https://${item}`)
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
    const isPlain = Array.from(item).every((sign) => sign > ' ' && !'@?#\\'.includes(sign))
    // The parser takes `/docs` and `https:/docs` for hosts, and a star in a path would stand for itself.
    const host = hostIn(item)
    const hasHost = host !== '' && !host.endsWith(':') && hasOneName(url.host)
    return isWeb && isPlain && hasHost && !url.pathname.includes('*') ? url : undefined
  } catch {
    // What cannot be parsed is told like what makes no sense.
    return undefined
  }
}

/** Whether a star, if any, stands for all that is before the first dot. */
function hasOneName(host: string): boolean {
  const rest = host.startsWith('*.') ? host.slice(2) : host
  return rest !== '' && !rest.includes('*')
}

function hostIn(item: string): string {
  const from = item.indexOf('://')
  return (item.slice(from < 0 ? 0 : from + 3).split('/', 1)[0] ?? '').toLowerCase()
}
