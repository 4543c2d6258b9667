import type { Conversation } from './conversations.ts'

export type DateGroup = 'today' | 'yesterday' | 'week' | 'month' | 'older'

/** The conversations by age, newest first; groups without any are left out. */
export function groupByDate(
  all: readonly Conversation[],
  now: number,
): { group: DateGroup; conversations: Conversation[] }[] {
  const groups = new Map<DateGroup, Conversation[]>()
  for (const conversation of [...all].sort((one, other) => other.updatedAt - one.updatedAt)) {
    const group = groupOf(conversation.updatedAt, now)
    groups.set(group, [...(groups.get(group) ?? []), conversation])
  }
  return [...groups].map(([group, conversations]) => ({ group, conversations }))
}

function groupOf(time: number, now: number): DateGroup {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const daysAgo = Math.ceil((midnight.getTime() - time) / 86_400_000)
  if (daysAgo <= 0) return 'today'
  if (daysAgo === 1) return 'yesterday'
  if (daysAgo <= 7) return 'week'
  return daysAgo <= 30 ? 'month' : 'older'
}
