type Source<Item> = AsyncIterator<readonly Item[], void>

/**
 * The items of batches, one at a time. `open` is called with the first `next()`.
 *
 * A hand-written iterator: an async generator spends more on every `yield` than all that decoding makes of an item.
 */
export function flatten<Item>(open: () => Promise<Source<Item>>): AsyncIterableIterator<Item> {
  let opening: Promise<Source<Item>> | undefined
  let source: Source<Item> | undefined
  let batch: readonly Item[] = []
  let index = 0

  function take(result: IteratorResult<readonly Item[], void>): IteratorResult<Item> | Promise<IteratorResult<Item>> {
    if (result.done) return { done: true, value: undefined }
    batch = result.value
    const item = batch[0]
    if (item === undefined) return next()
    index = 1
    return { done: false, value: item }
  }
  async function start(): Promise<IteratorResult<Item>> {
    opening ??= open()
    source = await opening
    return take(await source.next())
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
      const opened = source ?? (await opening)
      await opened?.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
