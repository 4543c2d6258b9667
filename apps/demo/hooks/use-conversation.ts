'use client'

import { useChat } from '@sluice/react'
import { useEffect, useMemo, useRef } from 'react'
import type { MessageActions } from '@/components/conversation/message-actions.ts'
import { conversations } from '@/lib/browser/conversations.ts'
import type { Model } from '@/lib/models.ts'
import type { Strings } from '@/lib/strings.ts'
import { useAnnouncement } from './use-announcement.ts'
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
  const chat = useChat({ id })
  const model = useModel(models)
  const announcement = useAnnouncement(chat, strings)

  // Rows are memoised on their actions, so these stay the same and find what is current here.
  const current = useRef({ chat, model, onSend })
  useEffect(() => {
    current.current = { chat, model, onSend }
  })

  const actions = useMemo<MessageActions>(() => {
    const ask = () => {
      current.current.onSend()
      return { body: { model: current.current.model } }
    }
    return {
      regenerate: (messageId) => void current.current.chat.regenerate({ messageId, ...ask() }),
      edit: (messageId, text) => {
        conversations.touch(id, text)
        void current.current.chat.sendMessage({ text, messageId }, ask())
      },
    }
  }, [id])

  function send(text: string): void {
    conversations.touch(id, text)
    onStart(id)
    void chat.sendMessage({ text }, { body: { model } })
    onSend()
  }

  return { chat, model, send, actions, announcement }
}
