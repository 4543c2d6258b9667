/** One request with what Baidu's own signers make of it. */
export interface BceVector {
  id: string
  input: {
    accessKeyId: string
    secretAccessKey: string
    method: string
    /** Path and query are decoded. */
    path: string
    query: Record<string, string | null>
    headers: Record<string, string | number>
    timestampSec: number
    expiresInSec: number
    signHeaders: readonly string[] | null
  }
  expect: {
    date: string
    canonicalUri: string
    canonicalQuery: string
    canonicalHeaders: string
    canonicalRequest: string
    signedHeaders: readonly string[]
    signature: string
    authorization: string
  }
}

/** What Baidu's SDK for Qianfan put on the wire. */
export interface CapturedRequest {
  id: string
  method: string
  /** Without the host. */
  url: string
  headers: Record<string, string>
  body: string
}

/** One request with the HMAC of its parts. */
export interface HmacVector {
  id: string
  input: {
    accessKey: string
    secretKey: string
    method: string
    url: string
    /** What was signed in the path's place. */
    path: string
    body: string
    timestamp: string
    nonce: string
  }
  expect: { headers: Record<string, string> }
}

/** All that is recorded of signatures. */
export interface Vectors {
  bce: readonly BceVector[]
  signed: CapturedRequest
  /** What that was signed with. */
  secretAccessKey: string
  bearer: CapturedRequest
  hmac: readonly HmacVector[]
}
