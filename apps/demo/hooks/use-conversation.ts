'use client'

import type { FileUIPart } from '@sluice/core/ui'
import { isFileUIPart, type UseChatResult, useChat } from '@sluice/react'
import { useEffect, useMemo, useRef } from 'react'
import type { ComposerActions } from '@/components/composer/composer-actions.ts'
import type { MessageActions } from '@/components/conversation/message-actions.ts'
import { attachmentRules } from '@/lib/browser/attachment-rules.ts'
import { conversations } from '@/lib/browser/conversations.ts'
import type { Model } from '@/lib/models.ts'
import type { Strings } from '@/lib/strings.ts'
import { useAnnouncement } from './use-announcement.ts'
import { useAutoRetry } from './use-auto-retry.ts'
import { useFilterNotes } from './use-filter-notes.ts'
import { useModel } from './use-model.ts'

interface ConversationOptions {
  id: string
  models: readonly Model[]
  strings: Strings
  onStart: (id: string) => void
  /** Something was asked: the reader wants to see the answer. */
  onSend: () => void
}

/** A conversation, its model, and what can be done in it. */
export function useConversation({ id, models, strings, onStart, onSend }: ConversationOptions) {
  const isAutomatic = useAutoRetry()
  const { notes, take, clear } = useFilterNotes()
  const chat = useChat({ id, attachments: attachmentRules, autoRetry: isAutomatic, onData: take })
  const model = useModel(models)
  const announcement = useAnnouncement(chat, notes, strings)

  useEffect(() => {
    if (chat.status === 'submitted') clear()
  }, [chat.status, clear])

  // Rows and the composer are memoised on their actions, so these stay the same and find what is current here.
  const current = useRef({ chat, model, onStart, onSend })
  useEffect(() => {
    current.current = { chat, model, onStart, onSend }
  })

  const { branch } = chat
  const actions = useMemo<MessageActions>(() => {
    const ask = () => {
      current.current.onSend()
      return { body: { model: current.current.model } }
    }
    return {
      regenerate: (messageId) => void current.current.chat.regenerate({ messageId, ...ask() }),
      continue: () => void current.current.chat.continue(ask()),
      edit(messageId, text) {
        conversations.touch(id, text)
        const { chat } = current.current
        const files = chat.messages.find((message) => message.id === messageId)?.parts.filter(isFileUIPart) ?? []
        void chat.sendMessage({ ...said(text, files), messageId }, ask())
      },
      branch,
    }
  }, [id, branch])

  const composing = useMemo<ComposerActions>(
    () => ({
      send(text, files = []) {
        const { chat, model, onStart, onSend } = current.current
        conversations.touch(id, text.trim() === '' ? (files[0]?.filename ?? '') : text)
        onStart(id)
        // A question that was refused would be refused again with every other that follows it.
        const messageId = refusedQuestion(chat)
        void chat.sendMessage({ ...said(text, files), ...(messageId && { messageId }) }, { body: { model } })
        onSend()
      },
      stop: () => void current.current.chat.stop(),
      editQueued(queuedId, text, files) {
        void current.current.chat.editQueued(queuedId, said(text, files))
      },
      removeQueued: (queuedId) => current.current.chat.removeQueued(queuedId),
      sendQueuedNow(queuedId) {
        void current.current.chat.sendQueuedNow(queuedId)
        current.current.onSend()
      },
    }),
    [id],
  )

  return { chat, model, isAutomatic, actions, composing, announcement, notes }
}

/** The question that was not sent to the model because of what it says. */
function refusedQuestion({ messages, error }: Pick<UseChatResult, 'messages' | 'error'>): string | undefined {
  const last = messages.at(-1)
  return error?.code === 'content-filtered' && last?.role === 'user' ? last.id : undefined
}

/** Files alone say enough: an empty text is none. */
function said(text: string, files: readonly FileUIPart[]) {
  return text.trim() === '' && files.length > 0 ? { files } : { text, files }
}
