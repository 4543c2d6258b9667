'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

export function StorageNotice() {
  const { storageFailed } = useStrings()
  return (
    <p className="storage-notice" role="note">
      <Icon name="alert" size={16} />
      {storageFailed}
    </p>
  )
}
