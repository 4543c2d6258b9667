'use client'

import type { Filter } from '@sluice/core'
import { useCallback, useEffect, useState } from 'react'
import { createStreamPlayer, type Playback, type StreamPlayer, unplayed } from '@/lib/filter/stream-player.ts'

interface Run {
  readonly filter: Filter
  readonly text: string
  readonly player: StreamPlayer
  readonly playback: Playback
  readonly isPlaying: boolean
}

interface PaceOptions {
  /** Of each piece. */
  characters: number
  piecesPerSecond: number
}

/** Plays a text through a filter, piece by piece. With another text or filter it begins anew. */
export function useStreamPlayer(filter: Filter, text: string, { characters, piecesPerSecond }: PaceOptions) {
  const [run, setRun] = useState(() => begin(filter, text))
  if (run.filter !== filter || run.text !== text) setRun(begin(filter, text))
  const { player, playback, isPlaying } = run

  const step = useCallback(() => {
    const playback = player.step(characters)
    const goOn = (run: Run) => ({ ...run, playback, isPlaying: run.isPlaying && !playback.isOver })
    setRun((run) => (run.player === player ? goOn(run) : run))
  }, [player, characters])

  useEffect(() => {
    if (!isPlaying) return
    const timer = setInterval(step, 1_000 / piecesPerSecond)
    return () => clearInterval(timer)
  }, [isPlaying, step, piecesPerSecond])

  return {
    playback,
    isPlaying,
    step,
    /** Goes on, or from the beginning where it is over. */
    play: () => setRun({ ...(playback.isOver ? begin(filter, text) : run), isPlaying: true }),
    pause: () => setRun({ ...run, isPlaying: false }),
    rewind: () => setRun(begin(filter, text)),
  }
}

function begin(filter: Filter, text: string): Run {
  return { filter, text, player: createStreamPlayer(filter, text), playback: unplayed, isPlaying: false }
}
