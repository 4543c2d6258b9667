'use client'

import { useId } from 'react'
import { useModelLabel } from '@/components/conversation/models-context.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { useMenu } from '@/hooks/use-menu.ts'
import { chosenModel } from '@/lib/browser/chosen-model.ts'
import type { Model } from '@/lib/models.ts'
import { ModelMenu } from './model-menu.tsx'

interface ModelPickerProps {
  models: readonly Model[]
  model: string | undefined
}

/** Who answers next. */
export function ModelPicker({ models, model }: ModelPickerProps) {
  const strings = useStrings()
  const { isOpen, toggle, close, root, button, onKeyDown } = useMenu()
  const menu = useId()
  const label = useModelLabel(model)

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
        <span className="model-name">{label}</span>
        <Icon name="chevron" size={16} />
      </button>
      <ModelMenu
        id={menu}
        isOpen={isOpen}
        models={models}
        model={model}
        onChoose={(name) => {
          chosenModel.set(name)
          close()
        }}
      />
    </div>
  )
}
