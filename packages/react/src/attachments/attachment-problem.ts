import { ChatError, isChatError } from '@sluice/core'

/** Why a file cannot be sent. */
export interface AttachmentProblem {
  /**
   * `type`: not one of those that are accepted, or not the picture that it says it is. `bad-url`: `upload` gave no address
   * that a provider could fetch.
   */
  readonly reason:
    | 'too-many'
    | 'too-large'
    | 'total-too-large'
    | 'type'
    | 'empty'
    | 'unreadable'
    | 'upload-failed'
    | 'bad-url'
  /** What is no file but a mere blob has no name. */
  readonly filename?: string | undefined
  /** How many files there may be, or how many bytes. */
  readonly limit?: number | undefined
}

/** @throws ChatError that tells of the problem */
export function refuse(
  { name }: Blob & { name?: string },
  reason: AttachmentProblem['reason'],
  limit?: number,
  cause?: unknown,
): never {
  const attachment: AttachmentProblem = { reason, filename: name, limit }
  const code = reason === 'upload-failed' ? 'network' : 'bad-request'
  throw new ChatError(code, `${name || 'A file'} cannot be sent: ${reason.replaceAll('-', ' ')}.`, {
    cause: { attachment, cause },
  })
}

/** What is wrong with which file, if that is why a message could not be sent. */
export function attachmentProblem(error: unknown): AttachmentProblem | undefined {
  return isChatError(error) ? Object(error.cause).attachment : undefined
}
