import type { FileUIPart, UIMessage } from '@sluice/core/ui'
import type { AttachmentOptions } from '../attachments/to-file-parts.ts'
import type { GivenFiles, NewMessage } from './chat-options.ts'

/** What a user says, as a message. Resolves at once unless files have to be read. */
export function toUserMessage(message: NewMessage, id: string, files: readonly FileUIPart[] = []): UIMessage {
  const { text, parts, metadata } = message
  const said = text === undefined ? [] : [{ type: 'text' as const, text }]
  return {
    id,
    role: 'user',
    ...(metadata === undefined ? {} : { metadata }),
    parts: parts ? [...parts] : [...files, ...said],
  }
}

/**
 * Files as parts: at once where they are ready to be sent.
 *
 * @throws ChatError `bad-request` for a file that may not be sent, see `attachmentProblem`
 */
export function filePartsOf(
  files: GivenFiles | undefined,
  options: AttachmentOptions & { signal: AbortSignal },
): readonly FileUIPart[] | Promise<readonly FileUIPart[]> {
  if (files === undefined) return []
  return Array.isArray(files) && files.every(isPart) ? files : readFiles(files, options)
}

async function readFiles(files: GivenFiles, options: AttachmentOptions & { signal: AbortSignal }) {
  const { toFileParts } = await import('../attachments/to-file-parts.ts')
  return toFileParts(files, options)
}

function isPart(file: unknown): file is FileUIPart {
  return Object(file).type === 'file'
}
