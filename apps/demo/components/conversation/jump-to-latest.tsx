'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'

interface JumpToLatestProps {
  isShown: boolean
  onJump: (behavior: ScrollBehavior) => void
}

export function JumpToLatest({ isShown, onJump }: JumpToLatestProps) {
  const { jumpToLatest } = useStrings()
  if (!isShown) return null
  const jump = () => onJump(matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth')
  return <IconButton className="jump" icon="down" label={jumpToLatest} onClick={jump} />
}
