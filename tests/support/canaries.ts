import { randomBytes } from 'node:crypto'

/** Where each secret of the application may go; what only signs goes nowhere. */
export const canaryPlaces = {
  'openai.key': 'chat',
  'anthropic.key': 'chat',
  'qianfan.id': 'chat',
  'qianfan.key': 'chat',
  'qianfan.app': 'chat',
  'oauth.id': 'token-address',
  'oauth.secret': 'token-address',
  'bce.id': 'chat',
  'bce.secret': 'nowhere',
  'bce.session': 'chat',
  'iam-pair.id': 'token',
  'iam-pair.secret': 'nowhere',
  'iam-pair.session': 'token',
  'iam-key.key': 'token',
  'dashscope.key': 'token',
  'hmac.id': 'chat',
  'hmac.secret': 'nowhere',
  'vault.token': 'token',
  'vault.key': 'chat',
  'http.token': 'token',
  'http.key': 'chat',
  'pool.one': 'chat',
  'pool.two': 'chat',
  'own.key': 'chat',
} as const satisfies Record<string, 'chat' | 'token' | 'token-address' | 'nowhere'>

export type CanaryName = keyof typeof canaryPlaces
export type Canaries = Readonly<Record<CanaryName, string>>

/** Secrets that are found wherever they turn up, and that no pattern of a log's masking knows. */
export function createCanaries(): Canaries {
  const names = Object.keys(canaryPlaces) as CanaryName[]
  return Object.fromEntries(names.map((name) => [name, createCanary(name)])) as unknown as Canaries
}

function createCanary(name: CanaryName): string {
  const part = () => randomBytes(10).toString('hex').toUpperCase()
  // Marks in the middle make it another text wherever it is escaped. This one may have none.
  return name === 'qianfan.id' ? part() + part() : `${part()}+!=&${part()}`
}

/** The ways in which a secret may be written, in whole or in part. */
export function spellingsOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret)
  return {
    'as it is': secret,
    'its beginning': secret.slice(0, 12),
    'its end': secret.slice(-12),
    'in base64': bytes.toString('base64').replace(/=+$/, ''),
    'in base64 for addresses': bytes.toString('base64url'),
    'in hex': bytes.toString('hex'),
    'escaped for addresses': encodeURIComponent(secret),
    'escaped for queries': new URLSearchParams([['', secret]]).toString().slice(1),
  }
}

/** Which secrets a text holds, and how they are written there. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(spellingsOf(secret)).flatMap(([spelling, written]) => {
      const at = text.indexOf(written)
      return at < 0 ? [] : [`${name}, ${spelling}: …${text.slice(Math.max(0, at - 300), at + 60)}`]
    }),
  )
}
