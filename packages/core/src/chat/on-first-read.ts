import type { ChatEvent } from './event.ts'

type Source = AsyncIterator<ChatEvent>

/** Events whose source is opened when they are first read: nothing may happen before. Adds nothing to later reads. */
export function onFirstRead(open: () => Source | Promise<Source>): AsyncIterable<ChatEvent> {
  return {
    [Symbol.asyncIterator]() {
      let source: Source | undefined
      let opening: Promise<Source> | undefined
      let isOver = false

      async function begin(): Promise<IteratorResult<ChatEvent>> {
        opening ??= Promise.resolve(open())
        source = await opening
        if (!isOver) return source.next()
        await source.return?.()
        return { done: true, value: undefined }
      }
      return {
        next() {
          if (source !== undefined) return source.next()
          return isOver ? Promise.resolve({ done: true, value: undefined }) : begin()
        },
        async return() {
          isOver = true
          await source?.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
