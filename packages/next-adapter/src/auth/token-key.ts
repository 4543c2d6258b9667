const encoder = new TextEncoder()

/**
 * Makes the key under which a token is kept. It differs whenever one of the parts does, credentials included, and says
 * nothing of them: whoever can list a store's keys learns no secret.
 */
export function createTokenKey(): (parts: readonly string[]) => Promise<string> {
  let last: { text: string; key: Promise<string> } | undefined
  return (parts) => {
    const text = JSON.stringify(parts)
    // Credentials rarely change, and this is asked before every call.
    if (last?.text !== text) last = { text, key: hashed(text) }
    return last.key
  }
}

async function hashed(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
  return `sluice:token:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
