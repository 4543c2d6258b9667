'use client'

import { type UseUsageResult, useUsage } from '@sluice/react'
import { use } from 'react'
import { ModelsContext } from '@/components/conversation/models-context.tsx'
import { introduce } from '@/lib/browser/visitor.ts'
import { useModel } from './use-model.ts'

/** What the visitor has used: of the real models while one of these is chosen, else of the simulated ones. */
export function useOwnUsage(refreshMs?: number): UseUsageResult & { isSimulated: boolean } {
  const models = use(ModelsContext)
  const chosen = useModel(models)
  const isSimulated = models.find(({ name }) => name === chosen)?.isSimulated ?? true
  const api = `/api/chat?models=${isSimulated ? 'simulated' : 'live'}`
  const usage = useUsage({ api, headers: introduced, refreshMs })
  return { ...usage, isSimulated }
}

/** The server knows visitors by a cookie, which is set before it is asked the first time. */
function introduced(): Record<string, string> {
  introduce()
  return {}
}
