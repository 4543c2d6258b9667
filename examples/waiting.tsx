'use client'
import { useChat } from '@sluice/react'

/** Says why an answer takes a while. Shares the conversation with the component that shows it, by its id. */
export function Waiting() {
  const { notice, error, retryAt } = useChat({ id: 'trip' })
  if (notice?.notice === 'queued') return <p role="status">Many people are asking. You are in the queue.</p>
  if (notice?.notice === 'retrying') return <p role="status">That did not work. Attempt {notice.attempt} follows.</p>
  if (notice?.notice === 'fell-back') return <p role="status">Another model answers: {notice.to}.</p>
  if (error === undefined || retryAt === undefined) return null
  return <p>Try again after {new Date(retryAt).toLocaleTimeString()}.</p>
}
