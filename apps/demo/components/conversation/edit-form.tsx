'use client'

import { useEffect, useRef, useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { useAutosize } from '@/hooks/use-autosize.ts'
import { useEnterToSend } from '@/hooks/use-enter-to-send.ts'

interface EditFormProps {
  text: string
  onSend: (text: string) => void
  onCancel: () => void
}

/** Takes the place of a message while it is changed. */
export function EditForm({ text, onSend, onCancel }: EditFormProps) {
  const strings = useStrings()
  const [changed, setChanged] = useState(text)
  const area = useRef<HTMLTextAreaElement>(null)
  const canSend = changed.trim() !== ''
  const send = () => canSend && onSend(changed)
  const enter = useEnterToSend(send)
  useAutosize(area, changed)

  useEffect(() => {
    area.current?.focus()
    area.current?.setSelectionRange(text.length, text.length)
  }, [text])

  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={area}
        rows={1}
        value={changed}
        aria-label={strings.editLabel}
        onChange={(event) => setChanged(event.target.value)}
        onCompositionEnd={enter.onCompositionEnd}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) onCancel()
          else enter.onKeyDown(event)
        }}
      />
      <div className="edit-buttons">
        <button type="button" className="secondary-button" onClick={onCancel}>
          {strings.cancel}
        </button>
        <button type="submit" className="primary-button" disabled={!canSend}>
          {strings.saveAndSend}
        </button>
      </div>
    </form>
  )
}
