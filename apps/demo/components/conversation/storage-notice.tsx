'use client'

import type { StorageFailure } from '@sluice/react'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

/** Says that a conversation is not kept, why, and what can be done about it. */
export function StorageNotice({ reason }: { reason: StorageFailure | undefined }) {
  const { failures } = useStrings().settings
  return (
    <p className="storage-notice" role="note" data-reason={reason}>
      <Icon name="alert" size={16} />
      {failures[reason ?? 'unknown']}
    </p>
  )
}
