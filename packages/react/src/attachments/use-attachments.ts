'use client'

import { newId } from '@sluice/core'
import type { FileUIPart } from '@sluice/core/ui'
import { useEffect, useState } from 'react'
import { type AttachmentProblem, attachmentProblem } from './attachment-problem.ts'
import { type AttachmentOptions, checkFile, checkTotal, toFileParts } from './to-file-parts.ts'

/** A file that a user wants to send. */
export interface Attachment {
  readonly id: string
  readonly file: File | Blob
  /** For an `img`; of pictures only. */
  readonly previewUrl: string | undefined
  /** Why it will not be sent. */
  readonly problem: AttachmentProblem | undefined
}

export interface UseAttachmentsResult {
  attachments: readonly Attachment[]
  /** Takes what an input has, or what a paste or a drop brings: `event.clipboardData`, `event.dataTransfer`. */
  add(from: FileList | readonly (File | Blob)[] | DataTransfer | null): void
  remove(id: string): void
  clear(): void
  /** What has no problem, ready to be sent. @throws ChatError as `toFileParts` */
  toParts(signal?: AbortSignal): Promise<FileUIPart[]>
  isUploading: boolean
}

/** The files of a message that is being written. */
export function useAttachments(options: AttachmentOptions = {}): UseAttachmentsResult {
  const [given, setGiven] = useState<readonly Attachment[]>([])
  const [uploads, setUploads] = useState(0)
  const [urls] = useState(() => new Set<string>())
  useEffect(() => () => urls.forEach((url) => void URL.revokeObjectURL(url)), [urls])
  const attachments = withTotals(given, options)

  function take(file: File | Blob): Attachment {
    const id = newId()
    const previewUrl = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined
    if (previewUrl !== undefined) urls.add(previewUrl)
    checkFile(file, options).catch((error) => {
      const problem = attachmentProblem(error)
      setGiven((list) => list.map((each) => (each.id === id ? { ...each, problem } : each)))
    })
    return { id, file, previewUrl, problem: undefined }
  }
  function keep(isKept: (attachment: Attachment) => boolean): void {
    for (const attachment of given) if (!isKept(attachment)) URL.revokeObjectURL(attachment.previewUrl ?? '')
    setGiven((list) => list.filter(isKept))
  }
  return {
    attachments,
    add(from) {
      const added = Array.from((from && 'files' in from ? from.files : from) ?? [], take)
      setGiven((list) => [...list, ...added])
    },
    remove: (id) => keep((attachment) => attachment.id !== id),
    clear: () => keep(() => false),
    async toParts(signal) {
      const files = attachments.flatMap(({ file, problem }) => (problem === undefined ? [file] : []))
      setUploads((count) => count + 1)
      return toFileParts(files, { ...options, signal }).finally(() => setUploads((count) => count - 1))
    },
    isUploading: uploads > 0,
  }
}

/** Marks the first files that are too many or too large together. What has a problem of its own does not count. */
function withTotals(given: readonly Attachment[], options: AttachmentOptions): readonly Attachment[] {
  const counted: Blob[] = []
  return given.map((attachment) => {
    if (attachment.problem !== undefined) return attachment
    try {
      checkTotal([...counted, attachment.file], options)
      counted.push(attachment.file)
      return attachment
    } catch (error) {
      return { ...attachment, problem: attachmentProblem(error) }
    }
  })
}
