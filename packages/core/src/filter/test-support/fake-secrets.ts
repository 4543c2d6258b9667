// Secrets that nobody has: put together while the tests run, so that nothing in the repository looks like one.

export const hex = '0123456789abcdef'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const alphanumeric = `0123456789${upper}${upper.toLowerCase()}`
export const urlSafe = `${alphanumeric}-_`
export const base64 = `${alphanumeric}+/`

/** Characters of an alphabet by chance, the same for the same seed. The first and the last are letters or digits. */
export function randomText(length: number, alphabet: string, seed = 1): string {
  let state = Math.imul(seed, 0x9e3779b1) ^ (length << 8)
  let text = ''
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const character = alphabet[(state >>> 9) % alphabet.length] ?? ''
    const isEdge = text.length === 0 || text.length === length - 1
    if (!isEdge || alphanumeric.includes(character)) text += character
  }
  return text
}

/** What a key consists of after its prefix: an alphabet and a length, again after a second prefix. */
type Rest = readonly [alphabet: string, length: number, next?: string, alphabet2?: string, length2?: number]

const u = `0123456789${upper}`
const formats: Readonly<Record<string, Rest>> = {
  'sk-proj-': [urlSafe, 156],
  'sk-svcacct-': [urlSafe, 124],
  'sk-admin-': [urlSafe, 124],
  'sk-': [alphanumeric, 20, 'T3Blbk', alphanumeric, 22],
  'sk\u2060-': [alphanumeric, 48],
  'sk\u2060\u2060-': [hex, 32],
  'sk-ant-api03-': [urlSafe, 95],
  'sk-ant-admin01-': [urlSafe, 95],
  'sk-or-v1-': [hex, 64],
  'bce-v3/ALTAK-': [alphanumeric, 21, '/', hex, 40],
  ALTAK: [alphanumeric, 21],
  LTAI: [alphanumeric, 20],
  'LTAI\u2060': [alphanumeric, 12],
  AKID: [alphanumeric, 32],
  AKLT: [alphanumeric, 43],
  '': [hex, 32, '.', alphanumeric, 16],
  AKIA: [u, 16],
  ASIA: [u, 16],
  AIza: [urlSafe, 35],
  ghp_: [alphanumeric, 36],
  gho_: [alphanumeric, 36],
  ghu_: [alphanumeric, 36],
  ghs_: [alphanumeric, 36],
  ghr_: [alphanumeric, 76],
  github_pat_: [alphanumeric, 22, '_', alphanumeric, 59],
  'glpat-': [urlSafe, 20],
  'xoxb-': ['0123456789', 12, '-', alphanumeric, 24],
  'xoxp-': ['0123456789', 12, '-', alphanumeric, 32],
  hf_: [`${upper}${upper.toLowerCase()}`, 34],
  npm_: [alphanumeric, 36],
  sk_live_: [alphanumeric, 24],
  rk_live_: [alphanumeric, 99],
  gsk_: [alphanumeric, 52],
  'xai-': [alphanumeric, 80],
  'pplx-': [alphanumeric, 48],
  r8_: [alphanumeric, 37],
  'nvapi-': [urlSafe, 64],
  'SG.': [urlSafe, 22, '.', urlSafe, 43],
  dop_v1_: [hex, 64],
  shpat_: [hex, 32],
  dapi: [hex, 32],
  'pypi-AgEI': [urlSafe, 150],
  'hvs.': [urlSafe, 95],
}

/** One key of each known format. */
export function fakeKeys(seed: number): string[] {
  return Object.entries(formats).map(([prefix, [alphabet, length, next = '', alphabet2 = '', length2 = 0]]) => {
    const rest = next === '' ? '' : next + randomText(length2, alphabet2, seed + 1)
    return prefix.replaceAll('\u2060', '') + randomText(length, alphabet, seed) + rest
  })
}

/** A token with a signature; the header may lie in any of the three ways that base64 has. */
export function fakeToken(seed: number, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const payload = { sub: `user-${seed}`, name: randomText(seed % 40, alphanumeric, seed), iat: seed }
  const signature = randomText(43, urlSafe, seed)
  return [header, payload].map((part) => `${encode(JSON.stringify(part))}.`).join('') + signature
}

export function encode(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** A private key in PEM form of so many lines, the last of which is short. */
export function fakePem(kind: string, lines: number, lineBreak = '\n', seed = 1): string {
  const body = Array.from({ length: lines }, (_, at) => randomText(at < lines - 1 ? 64 : 24, base64, seed + at))
  const label = `${kind}PRIVATE KEY`
  return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join(lineBreak)
}
