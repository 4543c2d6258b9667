'use client'
import { formatCost } from '@sluice/core'
import { messageFacts, type UsageBudget, useChat, useUsage } from '@sluice/react'

/** What the user may still spend. Asked for anew after every answer on the page. */
export function Allowance({ userId }: { userId: string }) {
  const { usage, budgets, error } = useUsage({ scope: userId, refreshMs: 60_000 })
  if (usage === undefined) return error === undefined ? null : <p role="alert">{error.message}</p>
  return (
    <section>
      <p>
        {usage.total.calls} calls, {formatCost(usage.total.cost)} since {new Date(usage.since).toLocaleDateString()}
      </p>
      {budgets.map((budget) => (
        <Bar key={`${budget.per} ${budget.owner} ${budget.window} ${budget.unit}`} budget={budget} />
      ))}
    </section>
  )
}

function Bar({ budget }: { budget: UsageBudget }) {
  const { fraction, left, limit, resetsAt, runsOutAt } = budget
  return (
    <p>
      <meter value={fraction} high={0.8} /> {amount(budget, left)} of {amount(budget, limit)} left
      {resetsAt !== undefined && `, whole again ${new Date(resetsAt).toLocaleString()}`}
      {runsOutAt !== undefined && `, at this pace used up ${new Date(runsOutAt).toLocaleTimeString()}`}
    </p>
  )
}

/** Exact amounts, written for people. */
function amount({ unit }: UsageBudget, value: string): string {
  return unit === 'tokens' ? `${Number(value).toLocaleString()} tokens` : formatCost({ [unit]: value })
}

/** What each answer cost, and the conversation with all its branches. */
export function Costs() {
  const { messages, cost } = useChat({ id: 'trip' })
  return (
    <footer>
      {messages.map((message) => {
        const { cost: own } = messageFacts(message)
        return own && <small key={message.id}>{formatCost(own)} </small>
      })}
      {cost && <strong>{formatCost(cost)}</strong>}
    </footer>
  )
}
