'use client'

import { useRef } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { attachmentRules } from '@/lib/browser/attachment-rules.ts'

export function AttachButton({ onFiles }: { onFiles: (files: FileList | null) => void }) {
  const { attach } = useStrings().composer
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton className="attach" icon="clip" label={attach} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={attachmentRules.accept}
        onChange={({ target }) => {
          onFiles(target.files)
          // The same file may be chosen again after it was removed.
          target.value = ''
        }}
      />
    </>
  )
}
