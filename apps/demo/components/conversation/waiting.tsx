'use client'

import type { ChatNotice } from '@sluice/react'
import { useMemo } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { useCountdown } from '@/hooks/use-countdown.ts'
import { useOnline } from '@/hooks/use-online.ts'
import { useModelNames } from './models-context.tsx'
import { noticeText } from './notice-text.ts'

/** Stands where an answer is awaited, and says what it waits for if that is known. */
export function Waiting({ notice }: { notice: ChatNotice | undefined }) {
  const strings = useStrings()
  return (
    <div className="waiting">
      <i aria-hidden="true" />
      {notice === undefined ? <span className="visually-hidden">{strings.waiting}</span> : <Notice notice={notice} />}
    </div>
  )
}

/** Counts down in silence: each notice is announced once, by the announcer. */
function Notice({ notice }: { notice: ChatNotice }) {
  const strings = useStrings()
  const nameOf = useModelNames()
  const isOnline = useOnline()
  const until = useMemo(() => Date.now() + (notice.waitMs ?? notice.delayMs ?? 0), [notice])
  const secondsLeft = useCountdown(until)
  return (
    <p className="notice" data-notice={notice.notice}>
      {noticeText(notice, secondsLeft, { strings, nameOf, isOnline })}
    </p>
  )
}
