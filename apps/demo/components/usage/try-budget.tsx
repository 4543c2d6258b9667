'use client'

import { use, useEffect, useSyncExternalStore } from 'react'
import { ModelsContext } from '@/components/conversation/models-context.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { SwitchRow } from '@/components/ui/switch-row.tsx'
import { useModel } from '@/hooks/use-model.ts'
import { budgetStore } from '@/lib/browser/budget-store.ts'
import { chosenModel } from '@/lib/browser/chosen-model.ts'
import { seenNotice } from '@/lib/browser/seen-notice.ts'

const dearest = 'deluxe'

/** Ways to see a budget at work. `onRenew`: nothing of it has been used any more. */
export function TryBudget({ onRenew }: { onRenew: () => void }) {
  const { usage: words } = useStrings()
  const chosen = useModel(use(ModelsContext))
  const choice = useSyncExternalStore(budgetStore.subscribe, budgetStore.get, () => undefined)
  useEffect(() => void budgetStore.load(), [])
  const renew = async () => {
    await budgetStore.renew()
    seenNotice.set('')
    onRenew()
  }
  return (
    <section className="usage-part" aria-labelledby="usage-try">
      <h3 id="usage-try">{words.tryIt}</h3>
      <SwitchRow
        label={words.others}
        hint={words.othersHint}
        isOn={choice?.hasOthers ?? true}
        isDisabled={choice === undefined}
        onChange={(isOn) => void budgetStore.setOthers(isOn)}
      />
      <div className="usage-actions">
        <button
          type="button"
          className="secondary-button"
          disabled={chosen === dearest}
          onClick={() => chosenModel.set(dearest)}
        >
          {chosen === dearest ? words.deluxeChosen : words.deluxe}
        </button>
        <button type="button" className="text-button" onClick={() => void renew()}>
          {words.renew}
        </button>
      </div>
    </section>
  )
}
