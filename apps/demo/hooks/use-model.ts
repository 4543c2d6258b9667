'use client'

import { useSyncExternalStore } from 'react'
import { chosenModel } from '@/lib/browser/chosen-model.ts'
import type { Model } from '@/lib/models.ts'

/** The model that will answer next: the chosen one if the server still has it, else the server's first. */
export function useModel(models: readonly Model[]): string | undefined {
  const chosen = useSyncExternalStore(chosenModel.subscribe, chosenModel.get, () => '')
  return (models.find(({ name }) => name === chosen) ?? models[0])?.name
}
