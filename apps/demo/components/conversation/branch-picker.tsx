'use client'

import type { MouseEvent } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import type { MessageActions } from './message-actions.ts'

interface BranchPickerProps {
  messageId: string
  isBusy: boolean
  actions: MessageActions
}

/** Leads to the other versions of a message: of an edited question, or of an answer that was given anew. */
export function BranchPicker({ messageId, isBusy, actions }: BranchPickerProps) {
  const strings = useStrings()
  const { index, count, goTo } = actions.branch(messageId)
  if (count < 2) return null
  const show = (event: MouseEvent, next: number) => {
    const restore = placeOf(event.currentTarget)
    goTo(next)
    requestAnimationFrame(restore)
  }
  const back = { icon: 'back', label: strings.previousVersion, disabled: isBusy || index === 0 } as const
  const forward = { icon: 'forward', label: strings.nextVersion, disabled: isBusy || index === count - 1 } as const
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="branch-picker" role="group" aria-label={strings.version(String(index + 1), String(count))}>
      <IconButton {...back} size={16} data-step="back" onClick={(event) => show(event, index - 1)} />
      <span aria-hidden="true">
        {index + 1}/{count}
      </span>
      <IconButton {...forward} size={16} data-step="forward" onClick={(event) => show(event, index + 1)} />
    </div>
  )
}

/**
 * Another version is another row. Whoever has pressed a button here finds it under the same finger and with the focus, also
 * when the rows below are others.
 */
function placeOf(button: Element): () => void {
  const list = button.closest('.messages')
  const scroller = button.closest('.scroller')
  const row = [...(list?.children ?? [])].findIndex((each) => each.contains(button))
  const { top } = button.getBoundingClientRect()
  const step = button.getAttribute('data-step')
  return () => {
    const picker = list?.children[row]?.querySelector('.branch-picker')
    const same = picker?.querySelector<HTMLElement>(`[data-step="${step}"]:not(:disabled)`)
    const next = same ?? picker?.querySelector<HTMLElement>('button:not(:disabled)')
    next?.focus({ preventScroll: true })
    scroller?.scrollBy({ top: (next?.getBoundingClientRect().top ?? top) - top })
  }
}
