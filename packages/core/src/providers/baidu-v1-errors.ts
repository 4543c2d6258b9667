import type { ErrorTable } from './failure.ts'

/** What Baidu's gateway says of a signature, in a header or as a code. Every version of Qianfan stands behind it. */
export const baiduIamWords = {
  auth: 'IamSignatureInvalid SignatureDoesNotMatch InvalidAccessKeyId InvalidHTTPAuthHeader RequestExpired',
  forbidden: 'AccessDenied',
} as const

/**
 * Qianfan's first version, which reports failures by number and with status 200. Codes:
 * https://cloud.baidu.com/doc/WENXINWORKSHOP/s/tlmyncueh
 */
export const baiduV1Errors: ErrorTable = {
  words: {
    'bad-request': '3 100 336001 336002 336003 336006 336007 336101 336104 336105',
    'context-too-long': '336103',
    // 110 and 111 are an access token that is invalid or has expired.
    auth: `13 14 110 111 ${baiduIamWords.auth}`,
    forbidden: `6 336004 ${baiduIamWords.forbidden}`,
    'not-found': '336005',
    // 17 is the day's limit, or an account that is not activated or not paid.
    'quota-exceeded': '17 19',
    // 18 counts seconds, the others minutes.
    'rate-limited': '18 336501 336502',
    // 4 is the cluster's limit, not the account's.
    overloaded: '4 336100',
    server: '1 2 15 336000 500000',
  },
}
