'use client'
import { type AttachmentOptions, attachmentProblem, useAttachments, useChat } from '@sluice/react'
import { useState } from 'react'

const limits: AttachmentOptions = { maxFiles: 4, accept: 'image/*,application/pdf' }

export function Composer() {
  const { sendMessage } = useChat({ id: 'trip' })
  const { attachments, add, remove, clear, toParts, isUploading } = useAttachments(limits)
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string>()

  async function send() {
    try {
      setFailure(undefined)
      const files = await toParts()
      clear()
      setText('')
      await sendMessage({ text, files })
    } catch (error) {
      const problem = attachmentProblem(error)
      setFailure(problem ? `${problem.filename}: ${problem.reason}` : String(error))
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        add(event.dataTransfer)
      }}
    >
      {attachments.map(({ id, file, previewUrl, problem }) => (
        <figure key={id}>
          {previewUrl && <img alt="" src={previewUrl} />}
          <figcaption>
            {file instanceof File ? file.name : 'file'} {problem && <em>{problem.reason}</em>}
          </figcaption>
          <button type="button" onClick={() => remove(id)}>
            Remove
          </button>
        </figure>
      ))}
      <input type="file" multiple accept={String(limits.accept)} onChange={(event) => add(event.target.files)} />
      <textarea
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPaste={(event) => add(event.clipboardData)}
      />
      {failure && <p role="alert">{failure}</p>}
      <button type="submit" disabled={isUploading}>
        Send
      </button>
    </form>
  )
}
