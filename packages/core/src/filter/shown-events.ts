import type { ChatEvent, NoticeEvent } from '../chat/event.ts'
import type { FilterReport } from './filter-report.ts'

/** What may be shown of an answer, and what waits until there is enough of it. */
export interface ShownEvents {
  /** What may be shown now: to be taken from its beginning. */
  readonly queue: ChatEvent[]
  /** For what is content. Notices go with it, because the first one commits a response to its status. */
  add(event: ChatEvent): void
  /** Shows what waits: there is nothing more to come. */
  release(): void
  /** Forgets what waits. */
  drop(): void
  /** Forgets what waits, but what is told of the prompt, and waits again. */
  reset(): void
  hasText(): boolean
}

/** Shows nothing before `minPrefix` UTF-16 units have come. `notices` are told with the first content. */
export function createShownEvents(
  minPrefix: number,
  report: FilterReport,
  notices: readonly NoticeEvent[],
): ShownEvents {
  const queue: ChatEvent[] = []
  let waiting: ChatEvent[] = [...notices]
  let missing = minPrefix
  let hasText = false

  function show(event: ChatEvent): void {
    hasText ||= event.type === 'text-delta'
    queue.push(event)
  }

  function addNotices(): void {
    for (const notice of report.takeNotices()) waiting.push(notice)
  }

  function showWaiting(): void {
    missing = 0
    for (const event of waiting) show(event)
    waiting = []
  }

  return {
    queue,
    add(event) {
      addNotices()
      if (missing <= 0 && waiting.length === 0) return show(event)
      waiting.push(event)
      missing -= sizeOf(event)
      if (missing <= 0) showWaiting()
    },
    release() {
      addNotices()
      showWaiting()
    },
    drop() {
      waiting = []
    },
    reset() {
      // Of the prompt users are told once, and of what comes instead anew.
      waiting = waiting.filter((event) => event.type === 'notice' && notices.includes(event))
      report.forgetNotices()
      missing = minPrefix
      hasText = false
    },
    hasText: () => hasText,
  }
}

function sizeOf(event: ChatEvent): number {
  return 'text' in event ? Math.max(1, event.text.length) : 1
}
