import { isCount } from '../chat/count.ts'
import { ChatError } from '../chat/errors.ts'
import { isText } from './fields.ts'

/** Where the items of a response stand. A server that says no place tells items apart by their ids, or by their order. */
export interface ResponsesPlaces {
  /** Of a piece of an item. */
  of(index: unknown, id: unknown): number
  /** Of an item that begins. */
  begin(index: unknown, id: unknown): number
  /** Of an item that is complete. It may be all that is told of it. */
  end(index: unknown, id: unknown): number
  /** Told of another response in the same stream. */
  clear(): void
}

const mostItems = 1_000

/** The places of one reply. */
export function createPlaces(): ResponsesPlaces {
  const byId = new Map<string, number>()
  let last = -1
  /** Whether the last item has no id and may go on. */
  let isOpen = false

  function next(): number {
    last += 1
    if (last >= mostItems) throw new ChatError('server', 'The provider sent an answer of too many parts.')
    return last
  }

  function byName(id: string): number {
    const known = byId.get(id)
    if (known !== undefined) return known
    isOpen = false
    const place = next()
    byId.set(id, place)
    return place
  }

  function ofLast(): number {
    if (isOpen) return last
    isOpen = true
    return next()
  }

  return {
    of(index, id) {
      if (isCount(index)) return index
      return isText(id) ? byName(id) : ofLast()
    },
    begin(index, id) {
      if (isCount(index)) return index
      if (isText(id)) return byName(id)
      isOpen = false
      return ofLast()
    },
    end(index, id) {
      if (isCount(index)) return index
      if (isText(id)) return byName(id)
      const place = ofLast()
      isOpen = false
      return place
    },
    clear() {
      byId.clear()
      last = -1
      isOpen = false
    },
  }
}
