'use client'

import { FilterLink } from '@/components/filter/filter-link.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import type { FilterNotes } from '@/hooks/use-filter-notes.ts'

/** Says that a filter has changed what was asked or answered, and leads to where its rules can be tried. */
export function FilterNote({ notes, onShowFilter }: { notes: FilterNotes; onShowFilter: () => void }) {
  const { filter: words } = useStrings()
  if (!notes.input && !notes.output) return null
  return (
    <aside className="filter-note">
      <Icon name="shield" size={16} />
      <div>
        {notes.input && <p>{words.noteInput}</p>}
        {notes.output && <p>{words.noteOutput}</p>}
      </div>
      <FilterLink className="text-button" label={words.tryRules} onOpen={onShowFilter} />
    </aside>
  )
}
