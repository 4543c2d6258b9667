'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { useHasFaults } from '@/hooks/use-faults.ts'

interface FaultsButtonProps {
  isOpen: boolean
  onToggle: () => void
}

/** Opens the faults panel, and says whether a fault is set. */
export function FaultsButton({ isOpen, onToggle }: FaultsButtonProps) {
  const { faults } = useStrings()
  const hasFaults = useHasFaults()
  return (
    <button
      type="button"
      className="faults-button"
      data-active={hasFaults}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'faults' : undefined}
      aria-label={hasFaults ? faults.titleActive : faults.title}
      title={faults.hint}
      onClick={onToggle}
    >
      <Icon name="bolt" size={17} />
      <span aria-hidden="true">{faults.title}</span>
    </button>
  )
}
