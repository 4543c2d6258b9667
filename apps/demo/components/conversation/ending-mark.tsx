'use client'

import type { SluiceMetadata } from '@sluice/core/ui'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

interface EndingMarkProps {
  metadata: SluiceMetadata | undefined
  onContinue: (() => void) | undefined
}

/** Says that an answer is not whole, and offers to go on with it. */
export function EndingMark({ metadata, onContinue }: EndingMarkProps) {
  const strings = useStrings()
  const { ending, finishReason } = metadata ?? {}
  const text = ending === undefined ? finishReason === 'length' && strings.lengthLimit : strings[ending]
  if (text === false) return null
  return (
    <p className="ending-mark" data-ending={ending ?? 'length'}>
      <span>{text}</span>
      {ending !== undefined && onContinue !== undefined && (
        <button type="button" onClick={() => onContinue()}>
          <Icon name="goOn" size={15} />
          {strings.continueAnswer}
        </button>
      )}
    </p>
  )
}
