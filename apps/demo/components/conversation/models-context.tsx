'use client'

import { createContext, use } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import type { Model } from '@/lib/models.ts'

/** The server's models, for whoever has only a name. */
export const ModelsContext = createContext<readonly Model[]>([])

/** What targets are called here, in short. One that is gone keeps its name. */
export function useModelNames(): (name: string) => string {
  const { locale } = usePreferences()
  const models = use(ModelsContext)
  return (name) => models.find((model) => model.name === name)?.label[locale] ?? name
}

/** What a target is called here, and that it is simulated if it is. One that is gone keeps its name. */
export function useModelLabel(name: string | undefined): string | undefined {
  const { locale } = usePreferences()
  const strings = useStrings()
  const model = use(ModelsContext).find((model) => model.name === name)
  if (model === undefined) return name
  return model.isSimulated ? strings.simulated(model.label[locale]) : model.label[locale]
}
