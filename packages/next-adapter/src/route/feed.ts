import type { RunPart } from '@sluice/core'

/** Hands what a run says to the one who asked for it. The run does not wait unless it wants to. */
export interface Feed {
  push(parts: readonly RunPart[]): void
  /** Nothing follows. */
  end(): void
  /** What has come and was not taken, or the next to come; nothing at the end. For one reader, one call at a time. */
  read(): Promise<readonly RunPart[]>
  /** The reader has gone. */
  leave(): void
  hasReader(): boolean
  /** Resolves when the reader has taken everything, or has gone. */
  drained(): Promise<void>
}

export function createFeed(): Feed {
  let parts: RunPart[] = []
  let hasReader = true
  let isEnded = false
  let give: ((parts: readonly RunPart[]) => void) | undefined
  let onDrained = () => {}

  function hand(taken: readonly RunPart[]): void {
    give?.(taken)
    give = undefined
  }

  return {
    push(more) {
      if (!hasReader || more.length === 0) return
      if (give !== undefined) hand(more)
      else parts.push(...more)
    },
    end() {
      isEnded = true
      hand([])
    },
    read() {
      if (parts.length === 0 && !isEnded && hasReader) {
        return new Promise((resolve) => {
          give = resolve
        })
      }
      const taken = parts
      parts = []
      onDrained()
      return Promise.resolve(taken)
    },
    leave() {
      hasReader = false
      parts = []
      hand([])
      onDrained()
    },
    hasReader: () => hasReader,
    drained() {
      if (parts.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        onDrained = resolve
      })
    },
  }
}
