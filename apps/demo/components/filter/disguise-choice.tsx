'use client'

import { useId } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { type Disguise, disguises, type LabRules } from '@/lib/filter/lab-rules.ts'

interface DisguiseChoiceProps {
  disguises: LabRules['disguises']
  spelling: { isLoading: boolean; hasFailed: boolean }
  onChange: (disguises: LabRules['disguises']) => void
}

/** The same in every language of the site. */
const examples: Readonly<Record<Disguise, string>> = {
  traditional: '放貸',
  pinyin: 'fang贷',
  inserted: '放x贷',
  leet: '0p1um',
  repeats: 'ooopium',
}

/** Disguises that are seen through only where that is wanted: each finds more, and more by mistake. */
export function DisguiseChoice({ disguises: chosen, spelling, onChange }: DisguiseChoiceProps) {
  const { filter: words } = useStrings()
  const id = useId()
  const { isLoading, hasFailed } = spelling
  const news = isLoading ? words.pinyinLoading : hasFailed ? words.pinyinFailed : undefined
  return (
    <div className="lab-field">
      <fieldset className="lab-chips" aria-describedby={`${id}-hint`}>
        <legend>{words.disguiseTitle}</legend>
        {disguises.map((name) => (
          <label key={name} data-checked={chosen[name]}>
            <input
              type="checkbox"
              className="visually-hidden"
              checked={chosen[name]}
              onChange={({ target }) => onChange({ ...chosen, [name]: target.checked })}
            />
            {words.disguises[name]}
            <code>{examples[name]}</code>
          </label>
        ))}
      </fieldset>
      <p id={`${id}-hint`}>{words.disguiseHint}</p>
      {news !== undefined && <p role="status">{news}</p>}
    </div>
  )
}
