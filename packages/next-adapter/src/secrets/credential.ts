import { ChatError } from '@sluice/core'

const maxLength = 16_384

/** What a source is told that gave nothing of use. `cause` is for logs, and must not quote the value. */
export function noCredential(cause: unknown): ChatError {
  return new ChatError('auth', 'The server has no credential.', { cause })
}

/**
 * A source's value without the white space that copying leaves.
 *
 * @throws ChatError `auth` for one that cannot be a credential.
 */
export function checkedCredential(value: unknown, source: string): string {
  if (value === undefined) throw noCredential(`${source} gave nothing.`)
  if (typeof value !== 'string') throw noCredential(`${source} gave something that is no text.`)
  const credential = value.trim()
  if (credential === '') throw noCredential(`${source} gave an empty text.`)
  if (credential.length > maxLength) throw noCredential(`${source} gave more than ${maxLength} characters.`)
  if (!/^[\t -~\x80-\xff]+$/.test(credential)) {
    throw noCredential(`${source} gave characters that no header can carry.`)
  }
  return credential
}
