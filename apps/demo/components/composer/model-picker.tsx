'use client'

import { useId } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { useMenu } from '@/hooks/use-menu.ts'
import { chosenModel } from '@/lib/browser/chosen-model.ts'
import type { Model } from '@/lib/models.ts'

interface ModelPickerProps {
  models: readonly Model[]
  model: string | undefined
}

/** Who answers next. */
export function ModelPicker({ models, model }: ModelPickerProps) {
  const strings = useStrings()
  const { locale } = usePreferences()
  const { isOpen, toggle, close, root, button, onKeyDown } = useMenu()
  const menu = useId()
  const current = models.find(({ name }) => name === model)

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu inside
    <div className="model-picker" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className="model-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={menu}
        onClick={toggle}
      >
        <span className="visually-hidden">{strings.model}: </span>
        <span className="model-name">{current?.label[locale]}</span>
        <Icon name="chevron" size={16} />
      </button>
      <div id={menu} className="menu" role="menu" aria-label={strings.model} hidden={!isOpen}>
        {models.map(({ name, label, note }) => (
          <button
            key={name}
            type="button"
            role="menuitemradio"
            aria-checked={name === model}
            tabIndex={-1}
            onClick={() => {
              chosenModel.set(name)
              close()
            }}
          >
            <span>
              <strong>{label[locale]}</strong>
              <small>{note[locale]}</small>
            </span>
            <Icon name="check" size={16} />
          </button>
        ))}
      </div>
    </div>
  )
}
