'use client'

import { createContext, use } from 'react'
import { usePreferences } from '@/components/site/preferences.tsx'
import type { Model } from '@/lib/models.ts'

/** The server's models, for whoever has only a name. */
export const ModelsContext = createContext<readonly Model[]>([])

/** What a target is called here. One that is gone keeps its name. */
export function useModelLabel(name: string | undefined): string | undefined {
  const { locale } = usePreferences()
  return use(ModelsContext).find((model) => model.name === name)?.label[locale] ?? name
}
