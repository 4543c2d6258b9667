'use client'

import { useEffect, useRef } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useAutosize } from '@/hooks/use-autosize.ts'
import { useDraft } from '@/hooks/use-draft.ts'
import { useEnterToSend } from '@/hooks/use-enter-to-send.ts'
import { isTouch } from '@/hooks/use-media.ts'
import type { Model } from '@/lib/models.ts'
import { ModelPicker } from './model-picker.tsx'
import { StopButton } from './stop-button.tsx'

interface ComposerProps {
  draftKey: string
  /** An answer is on its way: it can be stopped, and nothing else can be sent. */
  isBusy: boolean
  /** The conversation has been read from storage. */
  isReady: boolean
  models: readonly Model[]
  model: string | undefined
  onSend: (text: string) => void
  onStop: () => void
}

export function Composer({ draftKey, isBusy, isReady, models, model, onSend, onStop }: ComposerProps) {
  const strings = useStrings()
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useDraft(draftKey)
  const canSend = isReady && !isBusy && text.trim() !== ''
  const send = () => {
    if (!canSend) return
    setText('')
    onSend(text)
    if (!isTouch()) area.current?.focus()
  }
  const enter = useEnterToSend(send)
  useAutosize(area, text)

  // A conversation was opened, or an answer began or ended: typing goes on here, unless something else was chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null
    if (isFree && !isTouch()) area.current?.focus({ preventScroll: true })
  }, [isBusy])

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={area}
        rows={1}
        value={text}
        placeholder={strings.placeholder}
        aria-label={strings.composerLabel}
        aria-description={strings.keyHint}
        enterKeyHint="send"
        onChange={(event) => setText(event.target.value)}
        {...enter}
      />
      <div className="composer-bar">
        <ModelPicker models={models} model={model} />
        {isBusy ? (
          <StopButton onStop={onStop} focusAfter={area} />
        ) : (
          <IconButton type="submit" className="send" icon="send" label={strings.send} disabled={!canSend} />
        )}
      </div>
    </form>
  )
}
