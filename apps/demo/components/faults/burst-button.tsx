'use client'

import { useState } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { useModel } from '@/hooks/use-model.ts'
import { sendBurst } from '@/lib/browser/send-burst.ts'
import type { Model } from '@/lib/models.ts'

const count = 5

/** Asks more at once than a model lets through, so that a queue can be seen. */
export function BurstButton({ models }: { models: readonly Model[] }) {
  const { faults: words } = useStrings()
  const { locale } = usePreferences()
  const [isSending, setSending] = useState(false)
  const chosen = useModel(models)
  // A real model is not asked for show.
  const simulated = models.filter(({ isSimulated }) => isSimulated)
  const model = simulated.find(({ name }) => name === chosen) ?? simulated[0]
  if (model === undefined) return null
  const send = async () => {
    setSending(true)
    await sendBurst({ model: model.name, question: words.burstQuestion, count })
    setSending(false)
  }
  return (
    <button
      type="button"
      className="secondary-button"
      title={words.burstHint(model.label[locale])}
      aria-disabled={isSending}
      aria-busy={isSending}
      onClick={() => !isSending && void send()}
    >
      {words.burst(count)}
    </button>
  )
}
