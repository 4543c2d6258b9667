'use client'

import { useEffect, useRef, useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useAutosize } from '@/hooks/use-autosize.ts'
import { useEnterToSend } from '@/hooks/use-enter-to-send.ts'

interface QueuedFieldProps {
  text: string
  /** Files alone say enough. */
  mayBeEmpty: boolean
  /** `undefined` if nothing is to be changed. */
  onFinish: (changed: string | undefined) => void
}

/** Takes the place of a message that waits while it is changed. */
export function QueuedField({ text, mayBeEmpty, onFinish }: QueuedFieldProps) {
  const { composer, cancel } = useStrings()
  const [changed, setChanged] = useState(text)
  const area = useRef<HTMLTextAreaElement>(null)
  const canSave = mayBeEmpty || changed.trim() !== ''
  const enter = useEnterToSend(() => canSave && onFinish(changed))
  useAutosize(area, changed)

  useEffect(() => {
    area.current?.focus()
    area.current?.setSelectionRange(text.length, text.length)
  }, [text])

  return (
    <>
      <textarea
        ref={area}
        rows={1}
        value={changed}
        aria-label={composer.editLabel}
        onChange={(event) => setChanged(event.target.value)}
        onCompositionEnd={enter.onCompositionEnd}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) onFinish(undefined)
          else enter.onKeyDown(event)
        }}
      />
      <IconButton icon="check" label={composer.save} size={16} disabled={!canSave} onClick={() => onFinish(changed)} />
      <IconButton icon="close" label={cancel} size={16} onClick={() => onFinish(undefined)} />
    </>
  )
}
