const mask = '***'
const longestText = 8_192
const deepest = 6
const longestList = 100
const mostValues = 1_000

// Each is linear: a fixed beginning, then one run of a character class.
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[^\s"',;]+/gi, `$1 ${mask}`],
  [
    /\b(access_?token|access_?key|client_id|client_secret|refresh_?token|(?:api[-_]?)?key|signature|password|secret|token)=[^&\s"']+/gi,
    `$1=${mask}`,
  ],
  [
    // JSON, also within JSON.
    /(["'](?:access_?token|client_?(?:id|secret)|refresh_?token|(?:x-)?api[-_]?key|access_?key|secret_?key|authorization|password|secret|token)\\?["']\s*:\s*\\?["'])[^"'\\]+/gi,
    `$1${mask}`,
  ],
  [/\b((?:x-)?api-key|authorization):\s*[^\s"',;]+/gi, `$1: ${mask}`],
  [/\bAIza[\w-]{16,}/g, mask],
  [/\bbce-(?:v3|auth-v1)\/[^\s"',;]+/gi, mask],
  [/\bALTAK[\w-]{8,}/g, mask],
  [/\b(?:sk|st|pk|ak)-[\w-]{8,}/g, mask],
  [/:\/\/[^/\s:@]{1,256}:[^/\s@]{1,256}@/g, `://${mask}@`],
]
const secretName =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|.*(?:secret|token|password|api[-_]?key|secret[-_]?(?:access[-_]?)?key|access[-_]?key|private[-_]?key|passwd))$/i

/** A copy fit for a log: what looks like a credential is masked, errors become plain data, depth and size are bounded. */
export function redact(value: unknown): unknown {
  return copy(value, { depth: 0, budget: { left: mostValues } })
}

/** The text with everything masked that looks like a credential. */
export function redactText(text: string): string {
  const bounded = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  return secretTexts.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), bounded)
}

interface Place {
  depth: number
  /** Shared by all of one copy. Depth alone does not bound what refers to itself many times. */
  budget: { left: number }
}

function copy(value: unknown, { depth, budget }: Place): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value
  if (depth >= deepest || budget.left-- <= 0) return '[deeper]'
  const inside = { depth: depth + 1, budget }
  if (Array.isArray(value)) return value.slice(0, longestList).map((item) => copy(item, inside))
  const fields = Object.entries(value).slice(0, longestList)
  const entries = fields.map(([name, field]) => [name, copyField(name, field, inside)])
  if (!(value instanceof Error)) return Object.fromEntries(entries)
  return {
    ...Object.fromEntries(entries),
    name: value.name,
    message: redactText(value.message),
    stack: redactText(value.stack ?? ''),
    ...(value.cause === undefined ? {} : { cause: copy(value.cause, inside) }),
  }
}

function copyField(name: string, field: unknown, place: Place): unknown {
  // A count is no secret; text is one, and what holds text.
  const canHide = typeof field === 'string' || (typeof field === 'object' && field !== null)
  return canHide && secretName.test(name) ? mask : copy(field, place)
}
