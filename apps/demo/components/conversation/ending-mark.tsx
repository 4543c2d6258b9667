'use client'

import type { SluiceMetadata } from '@sluice/core/ui'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'

interface EndingMarkProps {
  metadata: SluiceMetadata | undefined
  onRegenerate: (() => void) | undefined
}

/** Says that an answer is not whole, and offers a new one. */
export function EndingMark({ metadata, onRegenerate }: EndingMarkProps) {
  const strings = useStrings()
  const { ending, finishReason } = metadata ?? {}
  const text = ending === undefined ? finishReason === 'length' && strings.lengthLimit : strings[ending]
  if (text === false) return null
  return (
    <p className="ending-mark" data-ending={ending ?? 'length'}>
      <span>{text}</span>
      {ending !== undefined && onRegenerate !== undefined && (
        <button type="button" onClick={() => onRegenerate()}>
          <Icon name="refresh" size={15} />
          {strings.regenerate}
        </button>
      )}
    </p>
  )
}
