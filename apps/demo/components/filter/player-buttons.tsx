'use client'

import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import type { useStreamPlayer } from '@/hooks/use-stream-player.ts'

interface PlayerButtonsProps {
  player: ReturnType<typeof useStreamPlayer>
  isEmpty: boolean
}

export function PlayerButtons({ player, isEmpty }: PlayerButtonsProps) {
  const { filter: words } = useStrings()
  const { playback, isPlaying, play, pause, step, rewind } = player
  const { isOver, deltas } = playback
  const label = isPlaying ? words.pause : deltas === 0 || isOver ? words.play : words.goOn
  return (
    <div className="lab-buttons">
      <button type="button" className="primary-button" disabled={isEmpty} onClick={isPlaying ? pause : play}>
        <Icon name={isPlaying ? 'pause' : 'play'} size={16} />
        {label}
      </button>
      <button type="button" className="secondary-button" disabled={isEmpty || isPlaying || isOver} onClick={step}>
        <Icon name="step" size={16} />
        {words.step}
      </button>
      <button type="button" className="secondary-button" disabled={deltas === 0} onClick={rewind}>
        <Icon name="refresh" size={16} />
        {words.replay}
      </button>
    </div>
  )
}
