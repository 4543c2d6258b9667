'use client'

import type { Conversation } from '@/lib/browser/conversations.ts'
import { useStrings } from './preferences.tsx'

/** Offers to take the last deletion back, for as long as that is possible. */
export function UndoToast({ deleted, onUndo }: { deleted: Conversation | undefined; onUndo: (id: string) => void }) {
  const strings = useStrings()
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {deleted !== undefined && (
        <div className="toast" key={deleted.id}>
          <span className="toast-text">{strings.removed(deleted.title)}</span>
          <button type="button" onClick={() => onUndo(deleted.id)}>
            {strings.undo}
          </button>
        </div>
      )}
    </div>
  )
}
