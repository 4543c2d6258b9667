'use client'

import type { Filter } from '@sluice/core'
import { useId, useState } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import { useStreamPlayer } from '@/hooks/use-stream-player.ts'
import { PlayerButtons } from './player-buttons.tsx'
import { Slider } from './slider.tsx'
import { StreamFigures } from './stream-figures.tsx'
import { StreamOutcome } from './stream-outcome.tsx'

/** Plays a text as a stream, and shows what comes out of a filter and what it holds back. */
export function StreamPane({ filter, text }: { filter: Filter; text: string }) {
  const { filter: words } = useStrings()
  const [characters, setCharacters] = useState(3)
  const [piecesPerSecond, setSpeed] = useState(12)
  const player = useStreamPlayer(filter, text, { characters, piecesPerSecond })
  const { playback } = player
  const id = useId()
  const { emitted, held, deltas } = playback
  return (
    <section className="lab-card" aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{words.stream}</h2>
      </header>
      <p className="lab-hint">{words.streamHint}</p>
      <div className="lab-controls">
        <PlayerButtons player={player} isEmpty={text === ''} />
        <div className="lab-sliders">
          <Slider
            label={words.size}
            valueText={words.sizeValue(characters)}
            value={characters}
            range={[1, 20]}
            onChange={setCharacters}
          />
          <Slider
            label={words.speed}
            valueText={words.speedValue(piecesPerSecond)}
            value={piecesPerSecond}
            range={[1, 60]}
            onChange={setSpeed}
          />
        </div>
      </div>
      <section className="lab-output lab-stream" dir="auto" aria-label={words.emitted} data-playing={player.isPlaying}>
        {deltas === 0 && <i>{words.streamEmpty}</i>}
        <span className="lab-emitted">{emitted}</span>
        {held !== '' && (
          <span className="lab-held" title={words.held}>
            <span className="visually-hidden">{words.held} </span>
            {held}
          </span>
        )}
      </section>
      <StreamOutcome playback={playback} />
      <StreamFigures playback={playback} length={text.length} />
    </section>
  )
}
