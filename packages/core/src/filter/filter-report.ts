import type { ContentFiltered } from '../chat/decision.ts'
import type { NoticeEvent } from '../chat/event.ts'
import type { CallContext } from '../chat/handler.ts'
import type { FilterHit } from './filter-hit.ts'

/** Counts what is found in one direction of a call. */
export interface FilterReport {
  /** Takes the hits of a channel. */
  on(channel: ContentFiltered['channel']): (hit: FilterHit) => void
  /** What a rule finds is not missed by anybody: users are not told of it. */
  keepQuiet(ruleId: string): void
  /** What users are told since this was asked last. */
  takeNotices(): readonly NoticeEvent[]
  /** What users were told counts for nothing: another answer begins. */
  forgetNotices(): void
  /** Says what was found: once for each rule and channel. */
  tell(): void
}

// A user is told that something is missing, and not of each rule of a long list.
const mostNotices = 20

export function createFilterReport(
  direction: ContentFiltered['direction'],
  { requestId, observe }: CallContext,
): FilterReport {
  const found = new Map<string, { hit: FilterHit; channel: ContentFiltered['channel']; count: number }>()
  const noticed = new Set<string>()
  let notices: { readonly ruleId: string; readonly event: NoticeEvent }[] = []

  function notice({ ruleId, action, category }: FilterHit): void {
    // What blocks is an error or a refusal, and what is only looked at is not the user's business.
    if ((action !== 'redact' && action !== 'replace') || noticed.has(ruleId) || noticed.size >= mostNotices) return
    noticed.add(ruleId)
    const details = { direction, action, category }
    notices.push({ ruleId, event: { type: 'notice', notice: 'filtered', details } })
  }

  return {
    on: (channel) => (hit) => {
      const key = `${channel} ${hit.action} ${hit.isOverflow ?? ''} ${hit.ruleId}`
      const known = found.get(key)
      if (known !== undefined) known.count++
      else found.set(key, { hit, channel, count: 1 })
      notice(hit)
    },
    keepQuiet(quiet) {
      notices = notices.filter(({ ruleId }) => ruleId !== quiet)
    },
    takeNotices() {
      if (notices.length === 0) return []
      const taken = notices.map(({ event }) => event)
      notices = []
      return taken
    },
    forgetNotices() {
      noticed.clear()
      notices = []
    },
    tell() {
      for (const { hit, channel, count } of found.values()) {
        const { ruleId, category, severity, action, isOverflow } = hit
        const of = { requestId, direction, channel, ruleId, category, severity, action, count }
        observe({ type: 'content-filtered', ...of, ...(isOverflow && { isOverflow }) })
      }
      found.clear()
    },
  }
}
