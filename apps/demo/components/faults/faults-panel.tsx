'use client'

import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { SidePanel } from '@/components/ui/side-panel.tsx'
import { useFaults } from '@/hooks/use-faults.ts'
import { faultsStore } from '@/lib/browser/faults-store.ts'
import type { Model } from '@/lib/models.ts'
import { BurstButton } from './burst-button.tsx'
import { DecisionList } from './decision-list.tsx'
import { ModelHealthRow } from './model-health-row.tsx'

interface FaultsPanelProps {
  models: readonly Model[]
  onClose: () => void
}

/** Makes the simulated models fail, and shows what the pipeline does about it. Beside the conversation or over it. */
export function FaultsPanel({ models, onClose }: FaultsPanelProps) {
  const { faults: words } = useStrings()
  const { locale } = usePreferences()
  const { view, isLost } = useFaults()
  const simulated = models.filter(({ isSimulated }) => isSimulated)
  const broken = view?.models.filter(({ fault }) => fault !== 'none') ?? []

  return (
    <SidePanel id="faults" title={words.title} closeLabel={words.close} onClose={onClose}>
      <p className="faults-hint">{isLost ? <strong role="status">{words.lost}</strong> : words.hint}</p>
      <ul className="model-healths">
        {simulated.map(({ name, label }) => (
          <ModelHealthRow
            key={name}
            label={label[locale]}
            health={view?.models.find((health) => health.name === name)}
            onFault={(fault) => void faultsStore.set(name, fault)}
          />
        ))}
      </ul>
      <div className="faults-actions">
        <BurstButton models={models} />
        <button
          type="button"
          className="text-button"
          disabled={broken.length === 0}
          onClick={() => {
            for (const { name } of broken) void faultsStore.set(name, 'none')
          }}
        >
          {words.repairAll}
        </button>
      </div>
      <DecisionList decisions={view?.decisions ?? []} />
    </SidePanel>
  )
}
