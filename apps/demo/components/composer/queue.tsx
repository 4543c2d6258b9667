'use client'

import type { QueuedMessage } from '@sluice/react'
import { useStrings } from '@/components/site/preferences.tsx'
import type { ComposerActions } from './composer-actions.ts'
import { QueuedItem } from './queued-item.tsx'

interface QueueProps {
  queue: readonly QueuedMessage[]
  isBusy: boolean
  actions: ComposerActions
}

/** What was sent while an answer was on its way, and waits for its turn. */
export function Queue({ queue, isBusy, actions }: QueueProps) {
  const { composer } = useStrings()
  if (queue.length === 0) return null
  return (
    <section className="queue" data-held={!isBusy}>
      <h2>{isBusy ? composer.queue(queue.length) : composer.queueHeld}</h2>
      <ol aria-label={composer.queueLabel}>
        {queue.map(({ id, message }) => (
          <QueuedItem key={id} id={id} message={message} actions={actions} />
        ))}
      </ol>
    </section>
  )
}
