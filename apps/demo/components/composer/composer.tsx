'use client'

import type { FileUIPart } from '@sluice/core/ui'
import { type QueuedMessage, useAttachments } from '@sluice/react'
import { memo, useEffect, useRef } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { useAutosize } from '@/hooks/use-autosize.ts'
import { useDraft } from '@/hooks/use-draft.ts'
import { useEnterToSend } from '@/hooks/use-enter-to-send.ts'
import { useFileDrop } from '@/hooks/use-file-drop.ts'
import { isTouch } from '@/hooks/use-media.ts'
import { attachmentRules } from '@/lib/browser/attachment-rules.ts'
import type { Model } from '@/lib/models.ts'
import { AttachButton } from './attach-button.tsx'
import { AttachmentList } from './attachment-list.tsx'
import type { ComposerActions } from './composer-actions.ts'
import { ModelPicker } from './model-picker.tsx'
import { Queue } from './queue.tsx'
import { StopButton } from './stop-button.tsx'

interface ComposerProps {
  draftKey: string
  /** An answer is on its way: it can be stopped, and what is sent waits for its turn. */
  isBusy: boolean
  /** The conversation has been read from storage. */
  isReady: boolean
  queue: readonly QueuedMessage[]
  models: readonly Model[]
  model: string | undefined
  actions: ComposerActions
}

export const Composer = memo(function Composer(props: ComposerProps) {
  const { draftKey, isBusy, isReady, queue, models, model, actions } = props
  const strings = useStrings()
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useDraft(draftKey)
  const { attachments, isUploading, ...files } = useAttachments(attachmentRules)
  const isFileOver = useFileDrop(files.add)
  const hasFiles = attachments.some(({ problem }) => problem === undefined)
  const canSend = isReady && !isUploading && (text.trim() !== '' || hasFiles)
  const say = (parts: readonly FileUIPart[]) => {
    setText('')
    files.clear()
    actions.send(text, parts)
    if (!isTouch()) area.current?.focus()
  }
  const send = () => {
    if (!canSend) return
    // A file that cannot be read after all stays, with its problem, and so does what was written.
    if (hasFiles) files.toParts().then(say, () => undefined)
    else say([])
  }
  const enter = useEnterToSend(send)
  useAutosize(area, text)

  // A conversation was opened, an answer began or ended, or a button has gone with what it removed: typing goes on here,
  // unless something else was chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null
    if (isFree && !isTouch()) area.current?.focus({ preventScroll: true })
  }, [isBusy, queue.length, attachments.length])

  return (
    <>
      <Queue queue={queue} isBusy={isBusy} actions={actions} />
      <form
        className="composer"
        data-over={isFileOver}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <AttachmentList attachments={attachments} onRemove={files.remove} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          readOnly={isUploading}
          placeholder={isFileOver ? strings.composer.dropHere : strings.placeholder}
          aria-label={strings.composerLabel}
          aria-description={strings.keyHint}
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
          onPaste={(event) => {
            const { clipboardData } = event
            // Texts of office programs come with a picture of themselves.
            if (clipboardData.files.length === 0 || clipboardData.types.includes('text/plain')) return
            event.preventDefault()
            files.add(clipboardData)
          }}
          {...enter}
        />
        <div className="composer-bar">
          <AttachButton onFiles={files.add} />
          <ModelPicker models={models} model={model} />
          <div className="composer-buttons">
            {isBusy && <StopButton onStop={actions.stop} focusAfter={area} />}
            {(!isBusy || canSend) && (
              <IconButton type="submit" className="send" icon="send" label={strings.send} disabled={!canSend} />
            )}
          </div>
        </div>
      </form>
    </>
  )
})
