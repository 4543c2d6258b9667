import { isLetter, type UrlReader } from './url-reader.ts'
import type { UrlPlace, UrlTrust, Weighed } from './url-trust.ts'

/** Schemes of addresses that run something, or hold what is shown. */
export const activeSchemes: readonly string[] = ['javascript', 'vbscript', 'data']

const longestType = 32

/** Where an address stands that has another scheme than those of the web. */
export interface SchemePlace {
  readonly place: UrlPlace
  readonly trust: UrlTrust
  /** What closes the address. */
  readonly closer: string
  readonly isAngled: boolean
  /** Whether it is the value of an attribute in quotes. */
  readonly isQuotedValue: boolean
}

/** Weighs an address of which all up to the colon has been read. */
export function weighScheme(
  scheme: string,
  reader: UrlReader,
  { place, trust, closer, isAngled, isQuotedValue }: SchemePlace,
): Weighed['verdict'] {
  const { is } = reader
  const isActive = activeSchemes.includes(scheme)
  if (place === 'attribute' && !isActive) return 'none'
  if (isQuotedValue) reader.skipBlanks()
  if (scheme === 'data' && place !== 'link') {
    const type = reader.word(isLetter, longestType)
    if (type === 'image' && is('/') && trust.dataImages) return 'kept'
    // Without a type it is plain text, or no address at all: `(data:string)`.
    if (place === 'attribute' && reader.code >= 0 && !is('/')) return 'none'
  }
  if (reader.code < 0) return reader.mayGrow ? 'open' : 'none'
  if (!isActive && (trust.schemes.includes(scheme) || scheme.length === 1)) return 'none'
  if (!isActive && place === 'definition' && !is('/')) return 'none'
  // C++ has `](std::string`, and prose goes on after a space.
  const isProse = reader.code <= 0x20 && !isAngled && reader.at === reader.from + 1
  return isProse || is(isActive ? closer : `:${closer}`) ? 'none' : 'refused'
}
