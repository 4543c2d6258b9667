'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { useCopy } from '@/hooks/use-copy.ts'
import { IconButton } from './icon-button.tsx'

interface CopyButtonProps {
  /** Asked for only when it is needed. */
  text: () => string
  label: string
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const { copied, copyFailed } = useStrings()
  const [state, copy] = useCopy()
  const labels = { idle: label, copied, failed: copyFailed } as const
  const icons = { idle: 'copy', copied: 'check', failed: 'alert' } as const
  return (
    <IconButton icon={icons[state]} label={labels[state]} data-state={state} size={16} onClick={() => copy(text())} />
  )
}
