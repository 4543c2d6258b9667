'use client'
import { useChat } from '@sluice/react'

/** What is shown below the last answer while its connection is lost, and where it broke off for good. */
export function Ending() {
  const { messages, status, notice, regenerate, continue: goOn } = useChat({ id: 'trip' })
  if (notice?.notice === 'reconnecting') return <p role="status">The connection was lost. Trying again …</p>
  const ending = messages.at(-1)?.metadata?.sluice?.ending
  if (ending === undefined || status === 'submitted' || status === 'streaming') return null
  return (
    <p>
      {ending === 'stopped' ? 'You stopped this answer.' : 'This answer broke off.'}{' '}
      <button type="button" onClick={() => void goOn()}>
        Go on
      </button>
      <button type="button" onClick={() => void regenerate()}>
        Answer anew
      </button>
    </p>
  )
}
