'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import type { FaultStrings } from '@/lib/fault-strings.ts'
import { type FaultName, faultNames, isFaultName } from '@/lib/faults/fault-names.ts'
import type { ModelHealth } from '@/lib/faults/faults-view.ts'

interface ModelHealthRowProps {
  label: string
  /** `undefined` until the server has said. */
  health: ModelHealth | undefined
  onFault: (fault: FaultName) => void
}

/** How a model is doing, and how it shall fail. */
export function ModelHealthRow({ label, health, onFault }: ModelHealthRowProps) {
  const { faults: words } = useStrings()
  const fault = health?.fault ?? 'none'
  return (
    <li className="model-health" data-circuit={health?.circuit ?? 'closed'}>
      <div>
        <strong>{label}</strong>
        <p>
          {health !== undefined &&
            statesOf(health, words).map(({ name, text }) => (
              <span key={name} data-state={name} title={name === health.circuit ? words.circuit + text : undefined}>
                {name === health.circuit && <span className="visually-hidden">{words.circuit}</span>}
                {text}
              </span>
            ))}
        </p>
      </div>
      <select
        aria-label={words.faultOf(label)}
        data-fault={fault}
        value={fault}
        disabled={health === undefined}
        onChange={({ target: { value } }) => isFaultName(value) && onFault(value)}
      >
        {faultNames.map((name) => (
          <option key={name} value={name}>
            {words.faults[name]}
          </option>
        ))}
      </select>
    </li>
  )
}

/** What there is to say, the most important first. */
function statesOf(health: ModelHealth, words: FaultStrings): { name: string; text: string }[] {
  const { circuit, probeInMs, active, concurrency, queued, gateClosedForMs, benchedForMs } = health
  return [
    { name: circuit, text: words.circuits[circuit] },
    ...(circuit === 'closed' || active > 0 ? [] : [{ name: 'probe', text: probeText(probeInMs ?? 0, words) }]),
    ...(gateClosedForMs > 0 ? [{ name: 'gate', text: words.gateClosed(wholeSeconds(gateClosedForMs)) }] : []),
    ...(benchedForMs > 0 ? [{ name: 'bench', text: words.benched(wholeSeconds(benchedForMs)) }] : []),
    ...(active > 0 ? [{ name: 'active', text: words.active(active, concurrency) }] : []),
    ...(queued > 0 ? [{ name: 'queued', text: words.queued(queued) }] : []),
  ]
}

function probeText(probeInMs: number, words: FaultStrings): string {
  return probeInMs > 0 ? words.nextProbe(wholeSeconds(probeInMs)) : words.probeDue
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}
