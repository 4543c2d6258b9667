'use client'

import type { FileUIPart } from '@sluice/core/ui'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

/** What was sent along with a message: pictures as such, other files by their names. */
export function MessageFiles({ files }: { files: readonly FileUIPart[] }) {
  const { unnamed } = useStrings().composer
  if (files.length === 0) return null
  return (
    <ul className="message-files">
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the files of a message stay as they are
        <li key={index}>
          {isPicture(file) ? (
            // biome-ignore lint/performance/noImgElement: it is here already, as a data URL
            <img src={file.url} alt={file.filename ?? unnamed} />
          ) : (
            <span className="file-name">
              <Icon name="file" size={16} />
              {file.filename ?? unnamed}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Whether a file can be shown without asking anybody for it. */
function isPicture({ url }: FileUIPart): boolean {
  return /^data:image\/(png|jpeg|gif|webp);/.test(url)
}
