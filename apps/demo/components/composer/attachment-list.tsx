'use client'

import type { Attachment, AttachmentProblem } from '@sluice/react'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { bytesInWords } from '@/lib/bytes-in-words.ts'

interface AttachmentListProps {
  attachments: readonly Attachment[]
  onRemove: (id: string) => void
}

/** The files of a message that is being written, and why some of them will not be sent. */
export function AttachmentList({ attachments, onRemove }: AttachmentListProps) {
  const { composer } = useStrings()
  const problems = attachments.flatMap(({ id, problem }) => (problem === undefined ? [] : [{ id, problem }]))
  return (
    <>
      {attachments.length > 0 && (
        <ul className="attachments" aria-label={composer.files}>
          {attachments.map((attachment) => (
            <AttachmentItem key={attachment.id} {...attachment} onRemove={onRemove} />
          ))}
        </ul>
      )}
      <div role="alert">
        {problems.map(({ id, problem }) => (
          <p key={id} className="attachment-problem">
            <Icon name="alert" size={16} />
            <Problem {...problem} />
          </p>
        ))}
      </div>
    </>
  )
}

interface AttachmentItemProps extends Attachment {
  onRemove: (id: string) => void
}

function AttachmentItem({ id, file, previewUrl, problem, onRemove }: AttachmentItemProps) {
  const { composer } = useStrings()
  const name = (file instanceof File && file.name) || composer.unnamed
  return (
    <li title={name} data-refused={problem !== undefined}>
      {previewUrl === undefined || problem !== undefined ? (
        <Icon name={problem === undefined ? 'file' : 'alert'} size={20} />
      ) : (
        // biome-ignore lint/performance/noImgElement: it is in this page's memory, there is nothing to optimise
        <img src={previewUrl} alt="" />
      )}
      <span className="attachment-name">
        <span>{name}</span>
        <small>{bytesInWords(file.size)}</small>
      </span>
      <IconButton icon="close" label={composer.removeFile(name)} size={14} onClick={() => onRemove(id)} />
    </li>
  )
}

function Problem({ reason, filename, limit = 0 }: AttachmentProblem) {
  const { problems, unnamed } = useStrings().composer
  const most = reason === 'too-many' ? String(limit) : bytesInWords(limit)
  return <span>{problems[reason](filename || unnamed, most)}</span>
}
