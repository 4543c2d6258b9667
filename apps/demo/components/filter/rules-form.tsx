'use client'

import { useId, useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { SwitchRow } from '@/components/ui/switch-row.tsx'
import type { CompiledLab } from '@/lib/filter/compile-lab.ts'
import { defaultRules, detectorNames, type LabRules, type LineField, linesOf } from '@/lib/filter/lab-rules.ts'
import { ActionChoice } from './action-choice.tsx'
import { DisguiseChoice } from './disguise-choice.tsx'
import { LinesInput } from './lines-input.tsx'

interface RulesFormProps {
  rules: LabRules
  problems: CompiledLab['problems']
  spelling: { isLoading: boolean; hasFailed: boolean }
  onChange: (rules: LabRules) => void
}

/** What is looked for, and what becomes of it. On small screens it is folded until somebody wants to change it. */
export function RulesForm({ rules, problems, spelling, onChange }: RulesFormProps) {
  const { filter: words } = useStrings()
  const [isOpen, setOpen] = useState(false)
  const body = useId()
  const change = (part: Partial<LabRules>) => onChange({ ...rules, ...part })
  const lines = (field: LineField) => (
    <LinesInput
      field={field}
      text={rules.lines[field]}
      problem={problems[field]}
      onChange={(text) => change({ lines: { ...rules.lines, [field]: text } })}
    />
  )
  return (
    <section className="lab-card lab-rules" aria-labelledby={`${body}-title`} data-open={isOpen}>
      <header>
        <h2 id={`${body}-title`}>{words.rules}</h2>
        <button
          type="button"
          className="lab-fold"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => setOpen(!isOpen)}
        >
          {words.showRules}
          <Icon name="chevron" size={16} />
        </button>
      </header>
      <p className="lab-rules-summary">
        {words.actions[rules.action]} · {linesOf(rules.lines.terms).join(' / ')}
      </p>
      <div id={body} className="lab-rules-body">
        {lines('terms')}
        <ActionChoice
          action={rules.action}
          replaceWith={rules.replaceWith}
          onAction={(action) => change({ action })}
          onReplaceWith={(replaceWith) => change({ replaceWith })}
        />
        <SwitchRow
          label={words.wholeWord}
          hint={words.wholeWordHint}
          isOn={rules.isWholeWord}
          onChange={(isWholeWord) => change({ isWholeWord })}
        />
        {lines('allow')}
        <DisguiseChoice
          disguises={rules.disguises}
          spelling={spelling}
          onChange={(disguises) => change({ disguises })}
        />
        <h3>{words.detectorTitle}</h3>
        {detectorNames.map((name) => (
          <SwitchRow
            key={name}
            label={words.detectors[name]}
            hint={words.detectorHints[name]}
            isOn={rules.detectors[name]}
            onChange={(isOn) => change({ detectors: { ...rules.detectors, [name]: isOn } })}
          />
        ))}
        {rules.detectors.urls && lines('hosts')}
        <button
          type="button"
          className="secondary-button"
          disabled={rules === defaultRules}
          onClick={() => onChange(defaultRules)}
        >
          {words.reset}
        </button>
      </div>
    </section>
  )
}
