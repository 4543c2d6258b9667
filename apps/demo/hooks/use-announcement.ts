'use client'

import type { UseChatResult } from '@sluice/react'
import { useEffect, useRef, useState } from 'react'
import type { Strings } from '@/lib/strings.ts'

/** What a screen reader is told: that an answer is complete, was stopped or failed. */
export function useAnnouncement({ status, messages, error }: UseChatResult, strings: Strings): string {
  const [announcement, setAnnouncement] = useState('')
  const before = useRef(status)
  const ending = messages.at(-1)?.metadata?.sluice?.ending

  useEffect(() => {
    const wasBusy = before.current === 'submitted' || before.current === 'streaming'
    before.current = status
    if (status === 'submitted') setAnnouncement(strings.waiting)
    else if (error !== undefined) setAnnouncement(strings.errors[error.code].title)
    else if (wasBusy && status === 'ready') {
      setAnnouncement(ending === 'stopped' ? strings.answerStopped : strings.answerComplete)
    }
  }, [status, error, ending, strings])

  return announcement
}
