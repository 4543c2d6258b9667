import type { FilterHit } from './filter-hit.ts'
import type { FilterChannel } from './filter-rule.ts'
import type { FilterScanner } from './filter-types.ts'
import { createJsonSplice } from './json-stream.ts'
import { maskOf } from './mask-of.ts'
import { createSplice, type Fate } from './splice.ts'

/** Begins to look through texts. `onHit` is told of every hit. `goesOn` says that each text is read as the last one's continuation. */
export type OpenSource = (onHit: (hit: FilterHit) => void, channel?: FilterChannel, goesOn?: boolean) => FilterScanner

/** One kind of text on its way through several filters, one after the other. */
export interface Channel {
  push(text: string): string
  /** The rest, when the text is over. Another text may follow. */
  flush(): string
  /** How often something was changed so far. */
  changes(): number
  /** The hit that ended it: nothing more comes out. */
  blockedBy(): FilterHit | undefined
}

/** A channel through `sources`, in their order. What one lets through is all that the next one sees. */
export function createChannel(
  sources: readonly OpenSource[],
  onHit: (hit: FilterHit) => void,
  { isJson, channel }: { isJson: boolean; channel?: FilterChannel },
): Channel {
  const create = isJson ? createJsonSplice : createSplice
  const steps = sources.map((open) => {
    const fate: Fate = { changes: 0, blockedBy: undefined }
    // Strings in JSON stand apart, and blocks of text are read as one.
    return { fate, splice: create(open(onHit, channel, !isJson), maskOf, fate) }
  })
  let blockedBy: FilterHit | undefined

  function run(text: string, isEnd: boolean): string {
    let passed = text
    let isOver = isEnd
    for (const { splice, fate } of steps) {
      if (passed !== '') passed = splice.push(passed)
      if (isOver) passed += splice.flush()
      if (fate.blockedBy === undefined) continue
      // What comes after in the row gets no more either.
      blockedBy ??= fate.blockedBy
      isOver = true
    }
    return passed
  }

  return {
    push: (text) => run(text, false),
    flush: () => run('', true),
    changes: () => steps.reduce((sum, { fate }) => sum + fate.changes, 0),
    blockedBy: () => blockedBy,
  }
}

/** A channel for what should be JSON. What does not begin like it is prose. */
export function createJsonChannel(open: (isJson: boolean) => Channel): Channel {
  let channel: Channel | undefined
  return {
    push(text) {
      if (channel === undefined) {
        const first = text.trimStart()[0]
        if (first === undefined) return text
        channel = open('{["'.includes(first))
      }
      return channel.push(text)
    },
    flush: () => channel?.flush() ?? '',
    changes: () => channel?.changes() ?? 0,
    blockedBy: () => channel?.blockedBy(),
  }
}

/** What a channel makes of a text that does not come in pieces. */
export function passWhole(
  text: string,
  { push, flush, blockedBy }: Channel,
): { readonly text: string; readonly blockedBy: FilterHit | undefined } {
  const passed = push(text) + flush()
  return { text: passed, blockedBy: blockedBy() }
}
