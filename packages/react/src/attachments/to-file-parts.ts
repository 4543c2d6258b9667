import { untilAborted } from '@sluice/core'
import type { FileUIPart } from '@sluice/core/ui'
import { refuse } from './attachment-problem.ts'
import { isAccepted, mediaTypeOf } from './media-type.ts'
import { toBase64 } from './to-base64.ts'

/** Which files may be sent, and how. */
export interface AttachmentOptions {
  /** How many go with one message. @default 10 */
  maxFiles?: number | undefined
  /** @default 2 MiB; 20 MiB where files are uploaded */
  maxFileBytes?: number | undefined
  /**
   * Of all files of a message together.
   *
   * @default 2.5 MiB, which is what the body of a request may hold by default; 100 MiB where files are uploaded
   */
  maxTotalBytes?: number | undefined
  /**
   * Media types and endings of names, as in an input's `accept`. SVG only if it is named: to models it is no picture.
   *
   * @default 'image/*, application/pdf, text/*, application/json'
   */
  accept?: string | readonly string[] | undefined
  /**
   * Brings a file to where a provider can fetch it, and gives its `https:` address; at most three at a time. Without, files
   * are sent in the message itself, as `data:` URLs.
   */
  upload?: ((file: File | Blob, options: UploadOptions) => Promise<string | UploadedFile>) | undefined
}

export interface UploadOptions {
  signal: AbortSignal
  /** What the file really is. */
  mediaType: string
}

/** Where a file is, and what it has become there. */
export interface UploadedFile {
  url: string
  mediaType?: string | undefined
}

const mebibyte = 1_048_576
const headBytes = 510
const uploadsAtOnce = 3

/**
 * Files, as an input, a paste or a drop gives them, as parts of a message: all or none. Parts that are ready stay as they
 * are and are not counted.
 *
 * @throws ChatError `bad-request`, or `network` for an upload: `attachmentProblem` tells what is wrong with which file. The
 * signal's reason if aborted. RangeError for a limit below 1.
 */
export async function toFileParts(
  files: FileList | readonly (File | Blob | FileUIPart)[],
  options: AttachmentOptions & { signal?: AbortSignal | undefined } = {},
): Promise<FileUIPart[]> {
  checkRanges(options)
  const { signal } = options
  signal?.throwIfAborted()
  const controller = new AbortController()
  signal?.addEventListener('abort', () => controller.abort(signal.reason), { signal: controller.signal })
  try {
    return await untilAborted(convert([...files], options, controller.signal), controller.signal)
  } finally {
    // If one upload has failed, the others are of no use.
    controller.abort()
  }
}

function checkRanges(options: AttachmentOptions): void {
  for (const name of ['maxFiles', 'maxFileBytes', 'maxTotalBytes'] as const) {
    const { [name]: limit = 1 } = options
    if (!(limit >= 1)) throw new RangeError(`attachments: ${name} must be at least 1, got ${limit}`)
  }
}

async function convert(
  files: readonly (Blob | FileUIPart)[],
  options: AttachmentOptions,
  signal: AbortSignal,
): Promise<FileUIPart[]> {
  checkTotal(files.filter(isFile), options)
  // All are known to be good before the first is sent anywhere.
  const types = await Promise.all(files.map((file) => (isFile(file) ? checkFile(file, options) : '')))
  const parts: FileUIPart[] = []
  while (parts.length < files.length) {
    signal.throwIfAborted()
    const next = files.slice(parts.length, parts.length + uploadsAtOnce).map((file, index) => {
      const mediaType = types[parts.length + index] ?? ''
      return isFile(file) ? toPart(file, mediaType, options.upload, signal) : file
    })
    parts.push(...(await Promise.all(next)))
  }
  return parts
}

/** @throws ChatError for the first file that is one too many, or too large together with those before it */
export function checkTotal(
  files: readonly Blob[],
  { upload, maxFiles = 10, maxTotalBytes = (upload ? 100 : 2.5) * mebibyte }: AttachmentOptions,
): void {
  let totalBytes = 0
  for (const [index, file] of files.entries()) {
    totalBytes += file.size
    if (index >= maxFiles) refuse(file, 'too-many', maxFiles)
    if (totalBytes > maxTotalBytes) refuse(file, 'total-too-large', maxTotalBytes)
  }
}

/** The type that a file really has. @throws ChatError if it may not be sent, whatever goes with it */
export async function checkFile(
  file: Blob & { name?: string },
  {
    upload,
    maxFileBytes = (upload ? 20 : 2) * mebibyte,
    accept = 'image/*,application/pdf,text/*,application/json',
  }: AttachmentOptions,
): Promise<string> {
  if (file.size === 0) refuse(file, 'empty')
  if (file.size > maxFileBytes) refuse(file, 'too-large', maxFileBytes)
  const mediaType = mediaTypeOf(await read(file, headBytes), file.type)
  return isAccepted(accept, mediaType, file.name) ? mediaType : refuse(file, 'type')
}

async function toPart(
  file: Blob & { name?: string },
  mediaType: string,
  upload: AttachmentOptions['upload'],
  signal: AbortSignal,
): Promise<FileUIPart> {
  const part = { type: 'file', mediaType, ...(file.name && { filename: file.name }) } as const
  if (upload === undefined) return { ...part, url: `data:${mediaType};base64,${await read(file)}` }
  let place: string | UploadedFile
  try {
    place = await upload(file, { signal, mediaType })
  } catch (error) {
    refuse(file, 'upload-failed', undefined, error)
  }
  const { url, mediaType: newType = mediaType } = typeof place === 'string' ? { url: place } : Object(place)
  return /^(https:\/\/|data:)./i.test(url) ? { ...part, mediaType: newType, url } : refuse(file, 'bad-url')
}

/** What the file holds, or the beginning of it, in base64. */
async function read(file: Blob, bytes?: number): Promise<string> {
  try {
    return await toBase64(file.slice(0, bytes))
  } catch (error) {
    return refuse(file, 'unreadable', undefined, error)
  }
}

function isFile(file: Blob | FileUIPart): file is Blob {
  return !('url' in file)
}
