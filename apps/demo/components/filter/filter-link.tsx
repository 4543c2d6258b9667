'use client'

import { PageLink } from '@/components/site/page-link.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

interface FilterLinkProps {
  className: string
  /** Instead of the icon and the page's own name. */
  label?: string | undefined
  isCurrent?: boolean | undefined
  onOpen: () => void
}

/** Leads to the page on which rules can be tried. */
export function FilterLink({ className, label, isCurrent = false, onOpen }: FilterLinkProps) {
  const { filter } = useStrings()
  return (
    <PageLink href="/filter" className={className} aria-current={isCurrent ? 'page' : undefined} onOpen={onOpen}>
      {label === undefined && <Icon name="shield" size={17} />}
      {label ?? filter.title}
    </PageLink>
  )
}
