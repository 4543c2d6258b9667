/** How the keys of a service look. */
export interface KeyFormat {
  /** What the format is called, for those who read the list and where it is refused. */
  readonly name: string
  /** What every key begins with: visible ASCII characters. */
  readonly prefix: string
  /** What follows the prefix consists of: visible ASCII characters, listed one by one. */
  readonly alphabet: string
  /** How much follows the prefix, in characters: so much, or from the first number to the second. 1,024 at most. */
  readonly length: number | readonly [min: number, max: number]
}

/** One stretch of a key: a fixed beginning, then characters of an alphabet. */
export interface KeyPart {
  readonly prefix: string
  readonly alphabet: string
  readonly min: number
  readonly max: number
  readonly next?: KeyPart | undefined
}

const hexadecimal = '0123456789abcdef'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** ASCII letters and digits. */
export const alphanumeric = `${hexadecimal}ghijklmnopqrstuvwxyz${upper}`
/** What base64url consists of. */
export const urlSafe = `${alphanumeric}-_`

const alphabets: Readonly<Record<string, string>> = {
  a: alphanumeric,
  h: hexadecimal,
  u: `0123456789${upper}`,
  w: urlSafe,
}

// Prefixes, then which characters follow and how many; the same again for keys of two parts. Most formats are those that
// gitleaks knows (https://github.com/gitleaks/gitleaks, MIT), widened where vendors say that keys may grow.
const rows = [
  'sk-proj-,sk-svcacct-,sk-admin- w40-200', // OpenAI
  'sk- a48', // OpenAI's older keys, Moonshot, SiliconFlow
  'sk- h32', // DeepSeek, DashScope
  'sk-ant- w80-200', // Anthropic
  'sk-or-v1- h64', // OpenRouter
  'bce-v3/ALTAK- a16-32 / h40', // Baidu Qianfan
  'ALTAK a20-24', // Baidu AI Cloud
  'LTAI a12-24', // Aliyun
  'AKID w32-80', // Tencent Cloud
  'AKLT,AKTP w16-60', // Volcengine, Kingsoft Cloud
  ' h32 . a16', // Zhipu
  'AKIA,ASIA,ABIA,ACCA u16', // Amazon Web Services
  'AIza,r8_ w35-37', // Google, Replicate
  'ghp_,gho_,ghu_,ghs_,ghr_ a36-255', // GitHub
  'github_pat_ w60-255',
  'glpat-,glrt-,gldt-,glptt- w20-255', // GitLab
  'xoxa-,xoxb-,xoxe-,xoxp-,xoxr-,xoxs-,xapp- w20-255', // Slack
  'hf_,npm_,lin_api_ a34-40', // Hugging Face, npm, Linear
  'sk_live_,rk_live_,whsec_ a16-255', // Stripe
  'gsk_,xai-,pplx-,csk- a40-100', // Groq, xAI, Perplexity, Cerebras
  'nvapi- w60-80', // NVIDIA
  'SG. w22 . w43', // SendGrid
  'dop_v1_,doo_v1_,dor_v1_ h64', // DigitalOcean
  'shpat_,shpca_,shppa_,shpss_,dapi h32', // Shopify, Databricks
  'pypi- w80-255', // PyPI
  'hvs. w90-120', // HashiCorp Vault
]

/** The formats that are known. */
export function knownFormats(): KeyPart[] {
  return rows.flatMap(readFormats)
}

/** Reads a row such as `sk-,pk- h32 . w8-16`: keys of either prefix, then a point and more. */
export function readFormats(row: string): KeyPart[] {
  const [prefixes = '', ...fields] = row.split(' ')
  return prefixes.split(',').map((prefix) => readPart(prefix, fields))
}

function readPart(prefix: string, [field = '', next, ...rest]: readonly string[]): KeyPart {
  const [min = 0, max = min] = field.slice(1).split('-').map(Number)
  const alphabet = alphabets[field.charAt(0)] ?? ''
  return { prefix, alphabet, min, max, next: next === undefined ? undefined : readPart(next, rest) }
}

/** A format of one's own, checked. */
export function ownFormat(format: KeyFormat): KeyPart {
  const { prefix, alphabet, length } = format
  const [min, max] = typeof length === 'number' ? [length, length] : length
  const isLength = Number.isInteger(min) && Number.isInteger(max) && min > 0 && min <= max && max <= 1_024
  if (isLength && isVisible(prefix) && isVisible(alphabet)) return { prefix, alphabet, min, max }
  throw new RangeError(
    `apiKeyLeaks: formats need a prefix and an alphabet of visible ASCII and a length of 1 to 1024, got ${JSON.stringify(format)}`,
  )
}

function isVisible(text: string): boolean {
  return text !== '' && [...text].every((character) => character > ' ' && character < '\x7f')
}
