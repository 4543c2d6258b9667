/**
 * The items of batches, one at a time.
 *
 * A hand-written iterator: an async generator spends more on every `yield` than all that decoding makes of an item.
 */
export function flatten<Item>(batches: AsyncGenerator<readonly Item[], void>): AsyncIterableIterator<Item> {
  let batch: readonly Item[] = []
  let index = 0

  function take(result: IteratorResult<readonly Item[], void>): IteratorResult<Item> | Promise<IteratorResult<Item>> {
    if (result.done) return { done: true, value: undefined }
    batch = result.value
    index = 0
    return next()
  }
  function next(): Promise<IteratorResult<Item>> {
    const item = batch[index]
    if (item === undefined) return batches.next().then(take)
    index++
    return Promise.resolve({ done: false, value: item })
  }

  return {
    next,
    async return() {
      batch = []
      await batches.return()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
