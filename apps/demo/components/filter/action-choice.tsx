'use client'

import type { FilterAction } from '@sluice/core'
import { useId } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { actions } from '@/lib/filter/lab-rules.ts'

interface ActionChoiceProps {
  action: FilterAction
  replaceWith: string
  onAction: (action: FilterAction) => void
  onReplaceWith: (text: string) => void
}

/** What becomes of the terms that are found. */
export function ActionChoice({ action, replaceWith, onAction, onReplaceWith }: ActionChoiceProps) {
  const { filter: words } = useStrings()
  const id = useId()
  return (
    <div className="lab-field">
      <fieldset className="lab-chips" aria-describedby={`${id}-hint`}>
        <legend>{words.action}</legend>
        {actions.map((name) => (
          <label key={name} data-checked={name === action}>
            <input
              type="radio"
              name={`${id}-action`}
              className="visually-hidden"
              checked={name === action}
              onChange={() => onAction(name)}
            />
            {words.actions[name]}
          </label>
        ))}
      </fieldset>
      <p id={`${id}-hint`}>{words.actionHints[action]}</p>
      {action === 'replace' && (
        <input
          type="text"
          value={replaceWith}
          maxLength={200}
          placeholder={words.usualWords}
          aria-label={words.replaceWith}
          onChange={({ target }) => onReplaceWith(target.value)}
        />
      )}
    </div>
  )
}
