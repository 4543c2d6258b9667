'use client'

import { type RefObject, useState } from 'react'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { SwitchRow } from '@/components/ui/switch-row.tsx'
import { useAutoRetry } from '@/hooks/use-auto-retry.ts'
import { autoRetry } from '@/lib/browser/auto-retry.ts'
import { clearAll } from '@/lib/browser/clear-all.ts'
import { useStrings } from './preferences.tsx'

/** How the site behaves, and what this browser keeps. */
export function SettingsDialog({ ref }: { ref: RefObject<HTMLDialogElement | null> }) {
  const { settings, dismiss } = useStrings()
  const isAutomatic = useAutoRetry()
  const close = () => ref.current?.close()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={ref}
      className="settings-dialog"
      aria-labelledby="settings-title"
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div className="dialog-content">
        <header>
          <h2 id="settings-title">{settings.title}</h2>
          <IconButton icon="close" label={dismiss} onClick={close} />
        </header>
        <SwitchRow
          label={settings.autoRetry}
          hint={settings.autoRetryHint}
          isOn={isAutomatic}
          onChange={(isOn) => autoRetry.set(isOn)}
        />
        <ClearAll onDone={close} />
      </div>
    </dialog>
  )
}

/** Asks once more before everything is deleted. */
function ClearAll({ onDone }: { onDone: () => void }) {
  const { settings, cancel } = useStrings()
  const [step, setStep] = useState<'idle' | 'asking' | 'clearing' | 'failed'>('idle')
  if (step === 'idle') {
    return (
      <button type="button" className="danger-button" onClick={() => setStep('asking')}>
        {settings.clear}
      </button>
    )
  }
  const clear = () => {
    setStep('clearing')
    const finish = () => {
      setStep('idle')
      onDone()
    }
    clearAll().then(finish, () => setStep('failed'))
  }
  return (
    <section className="clear-all">
      <h3>{settings.clearTitle}</h3>
      <p role={step === 'failed' ? 'alert' : undefined}>
        {step === 'failed' ? settings.clearFailed : settings.clearHint}
      </p>
      <div className="edit-buttons">
        <button type="button" className="secondary-button" onClick={() => setStep('idle')}>
          {cancel}
        </button>
        <button type="button" className="danger-button" disabled={step === 'clearing'} onClick={clear}>
          {settings.clearNow}
        </button>
      </div>
    </section>
  )
}
