'use client'

import type { ChatNotice } from '@sluice/react'
import { useCallback, useState } from 'react'

/** In which directions the latest question or its answer was changed by a filter. */
export interface FilterNotes {
  readonly input: boolean
  readonly output: boolean
}

const none: FilterNotes = { input: false, output: false }

/**
 * Keeps what filters have told of: the notice itself is gone as soon as the answer goes on. `take` is shown every data part of
 * an answer, and `clear` begins a new question. That something is hidden from the model is told once in a conversation: every
 * later question has it in its history.
 */
export function useFilterNotes() {
  const [{ notes }, setState] = useState({ notes: none, hasToldInput: false })

  const take = useCallback((part: { type: string; data: unknown }) => {
    if (part.type !== 'data-sluice-notice') return
    const { notice, direction }: Partial<ChatNotice> = Object(part.data)
    if (notice !== 'filtered') return
    setState((state) => {
      if (direction !== 'input') return { ...state, notes: { ...state.notes, output: true } }
      return state.hasToldInput ? state : { ...state, notes: { ...state.notes, input: true } }
    })
  }, [])
  const clear = useCallback(() => {
    setState(({ notes, hasToldInput }) => ({ notes: none, hasToldInput: hasToldInput || notes.input }))
  }, [])
  return { notes, take, clear }
}
