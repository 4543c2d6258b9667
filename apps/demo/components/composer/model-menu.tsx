'use client'

import { useId } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import type { Model } from '@/lib/models.ts'

interface ModelMenuProps {
  id: string
  isOpen: boolean
  models: readonly Model[]
  /** The name of the one that is chosen. */
  model: string | undefined
  onChoose: (name: string) => void
}

/** The models to choose from: those that are real, then those that are simulated. */
export function ModelMenu({ id, isOpen, models, ...choice }: ModelMenuProps) {
  const strings = useStrings()
  const live = models.filter(({ isSimulated }) => !isSimulated)
  const simulated = models.filter(({ isSimulated }) => isSimulated)
  return (
    <div id={id} className="menu" role="menu" aria-label={strings.model} hidden={!isOpen}>
      <Group title={strings.liveModels} hint={strings.liveHint} models={live} {...choice} />
      <Group title={strings.simulatedModels} hint={strings.simulatedHint} models={simulated} {...choice} />
    </div>
  )
}

interface GroupProps extends Pick<ModelMenuProps, 'models' | 'model' | 'onChoose'> {
  title: string
  hint: string
}

function Group({ title, hint, models, model, onChoose }: GroupProps) {
  const { locale } = usePreferences()
  const id = useId()
  if (models.length === 0) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a menu
    <div className="menu-group" role="group" aria-labelledby={id}>
      <p className="menu-title">
        <strong id={id}>{title}</strong>
        <span>{hint}</span>
      </p>
      {models.map(({ name, label, note }) => (
        <button
          key={name}
          type="button"
          role="menuitemradio"
          aria-checked={name === model}
          tabIndex={-1}
          onClick={() => onChoose(name)}
        >
          <span>
            <strong>{label[locale]}</strong>
            <small>{note[locale]}</small>
          </span>
          <Icon name="check" size={16} />
        </button>
      ))}
    </div>
  )
}
