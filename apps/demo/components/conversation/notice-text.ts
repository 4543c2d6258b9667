import type { ChatNotice } from '@sluice/react'
import { reasonText } from '@/lib/fault-strings.ts'
import type { Strings } from '@/lib/strings.ts'

interface NoticeWords {
  strings: Pick<Strings, 'faults' | 'filter' | 'usage'>
  nameOf: (target: string) => string
  isOnline: boolean
}

/** What a notice says, with the seconds that are left of its wait; nothing for one that is not of a wait. */
export function noticeText(
  { notice, attempt = 2, reason, from = '', to = '', threshold, direction }: ChatNotice,
  secondsLeft: number,
  { strings, nameOf, isOnline }: NoticeWords,
): string {
  const { faults: words, filter, usage } = strings
  const why = reasonText(reason, words)
  switch (notice) {
    case 'queued':
      return secondsLeft > 0 ? words.noticeQueuedFor(secondsLeft) : words.noticeQueued
    case 'retrying':
      return secondsLeft > 0 ? words.noticeRetryingIn(attempt, secondsLeft, why) : words.noticeRetrying(attempt, why)
    case 'fell-back':
      return words.noticeFellBack(nameOf(from), nameOf(to), why)
    case 'reconnecting':
      return isOnline ? words.noticeReconnecting : words.noticeOffline
    case 'budget':
      return typeof threshold === 'number' ? usage.warning(`${Math.round(threshold * 100)}%`) : ''
    case 'filtered':
      return direction === 'input' ? filter.noteInput : filter.noteOutput
    default:
      return ''
  }
}
