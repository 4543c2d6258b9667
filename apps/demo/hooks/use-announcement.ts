'use client'

import type { UseChatResult } from '@sluice/react'
import { useEffect, useRef, useState } from 'react'
import { useModelNames } from '@/components/conversation/models-context.tsx'
import { noticeText } from '@/components/conversation/notice-text.ts'
import type { Strings } from '@/lib/strings.ts'
import type { FilterNotes } from './use-filter-notes.ts'
import { useOnline } from './use-online.ts'

/** What a screen reader is told: what waits and for what, and that an answer is complete, was stopped or failed. */
export function useAnnouncement(chat: UseChatResult, notes: FilterNotes, strings: Strings): string {
  const { status, messages, error, notice, queue } = chat
  const nameOf = useModelNames()
  const [announcement, setAnnouncement] = useState('')
  const before = useRef(status)
  const ending = messages.at(-1)?.metadata?.sluice?.ending

  const filtered = notes.output ? strings.filter.noteOutput : notes.input ? strings.filter.noteInput : ''

  useEffect(() => {
    const wasBusy = before.current === 'submitted' || before.current === 'streaming'
    before.current = status
    if (status === 'submitted') setAnnouncement(strings.waiting)
    else if (error !== undefined) setAnnouncement(strings.errors[error.code].title)
    else if (wasBusy && status === 'ready') {
      setAnnouncement(ending === 'stopped' ? strings.answerStopped : `${strings.answerComplete} ${filtered}`.trim())
    }
  }, [status, error, ending, filtered, strings])

  // Without the seconds: a countdown is for the eye.
  const isOnline = useOnline()
  const waitsFor = notice === undefined ? '' : noticeText(notice, 0, { strings, nameOf, isOnline })
  useEffect(() => {
    if (waitsFor !== '') setAnnouncement(waitsFor)
  }, [waitsFor])

  const queued = useRef(0)
  useEffect(() => {
    if (queue.length > queued.current) setAnnouncement(strings.composer.queued(queue.length))
    queued.current = queue.length
  }, [queue, strings])

  return announcement
}
