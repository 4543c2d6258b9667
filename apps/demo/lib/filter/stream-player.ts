import type { Filter, FilterHit } from '@sluice/core'

/** How far a text has come on its way through a filter. Places and amounts are in UTF-16 units. */
export interface Playback {
  /** What has come out. */
  readonly emitted: string
  /** What has gone in and is held back, as it was written. */
  readonly held: string
  /** How much has gone in. */
  readonly fed: number
  /** In how many pieces. */
  readonly deltas: number
  /** What was held back after each piece: the mean and the most. */
  readonly meanHeld: number
  readonly maxHeld: number
  /** Where the text was stopped. */
  readonly blockedAt: number | undefined
  readonly isOver: boolean
  /** Once it is over: whether the same came out, and the same was found, as in the whole text. */
  readonly isIdentical: boolean | undefined
}

/** Plays a text as a stream. */
export interface StreamPlayer {
  /** Lets a piece of so many characters in. At the end it stays as it is. */
  step(characters: number): Playback
}

/** Before the first piece. */
export const unplayed: Playback = {
  emitted: '',
  held: '',
  fed: 0,
  deltas: 0,
  meanHeld: 0,
  maxHeld: 0,
  blockedAt: undefined,
  isOver: false,
  isIdentical: undefined,
}

export function createStreamPlayer(filter: Filter, text: string): StreamPlayer {
  const hits: FilterHit[] = []
  const stream = filter.stream({ onHit: (hit) => hits.push(hit) })
  let now = unplayed
  let sumHeld = 0

  function isSameAsWhole(emitted: string): boolean {
    const whole = filter.scan(text)
    return whole.text === emitted && JSON.stringify(whole.hits) === JSON.stringify(hits)
  }

  return {
    step(characters) {
      if (now.isOver) return now
      const fed = placeAfter(text, now.fed, characters)
      let emitted = now.emitted + stream.push(text.slice(now.fed, fed))
      const isBlocked = stream.action() === 'block'
      const held = isBlocked ? 0 : stream.held()
      sumHeld += held
      const deltas = now.deltas + 1
      const isOver = isBlocked || fed === text.length
      if (isOver) emitted += stream.flush()
      now = {
        emitted,
        held: isOver ? '' : text.slice(fed - held, fed),
        fed,
        deltas,
        meanHeld: sumHeld / deltas,
        maxHeld: Math.max(now.maxHeld, held),
        // What the rest decides may block as well.
        blockedAt: hits.find(({ action }) => action === 'block')?.start,
        isOver,
        isIdentical: isOver ? isSameAsWhole(emitted) : undefined,
      }
      return now
    },
  }
}

/** The place so many characters on: no model sends half a character. */
function placeAfter(text: string, from: number, characters: number): number {
  let place = from
  for (let count = 0; count < characters && place < text.length; count++) {
    place += (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1
  }
  return place
}
