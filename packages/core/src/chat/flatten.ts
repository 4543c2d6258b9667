type Source<Item> = AsyncIterator<readonly Item[], void>

/**
 * The items of batches, one at a time. `open` is called with the first `next()`. A reader that leaves before that has
 * succeeded does not wait for it: `onLeave` can make it end.
 *
 * A hand-written iterator: an async generator spends more on every `yield` than all that decoding makes of an item.
 */
export function flatten<Item>(
  open: () => Promise<Source<Item>>,
  onLeave?: (() => void) | undefined,
): AsyncIterableIterator<Item> {
  let opening: Promise<Source<Item>> | undefined
  let source: Source<Item> | undefined
  let batch: readonly Item[] = []
  let index = 0
  let isClosed = false

  function take(result: IteratorResult<readonly Item[], void>): IteratorResult<Item> | Promise<IteratorResult<Item>> {
    if (result.done || isClosed) return { done: true, value: undefined }
    batch = result.value
    const item = batch[0]
    if (item === undefined) return next()
    index = 1
    return { done: false, value: item }
  }
  async function start(): Promise<IteratorResult<Item>> {
    if (isClosed) return { done: true, value: undefined }
    try {
      opening ??= open()
      source = await opening
    } catch (error) {
      if (isClosed) return { done: true, value: undefined }
      isClosed = true
      throw error
    }
    if (!isClosed) return take(await source.next())
    await source.return?.()
    return { done: true, value: undefined }
  }
  function next(): Promise<IteratorResult<Item>> {
    const item = batch[index]
    if (item !== undefined) {
      index++
      return Promise.resolve({ done: false, value: item })
    }
    return source === undefined ? start() : source.next().then(take)
  }

  return {
    next,
    async return() {
      batch = []
      const isOpening = opening !== undefined && source === undefined && !isClosed
      isClosed = true
      // The read that opens it ends it, too.
      if (isOpening) onLeave?.()
      await source?.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
