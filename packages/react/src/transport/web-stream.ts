/** The items of batches as a web stream that is read no faster than they are taken. `first` has been read from them already. */
export function webStream<Item>(
  first: IteratorResult<readonly Item[], void>,
  batches: AsyncGenerator<readonly Item[], void>,
  onCancel: (reason: unknown) => void,
): ReadableStream<Item> {
  let next: typeof first | undefined = first
  return new ReadableStream<Item>(
    {
      async pull(controller) {
        // A pull that brings nothing would be the last.
        for (let hasItems = false; !hasItems; ) {
          const { done, value } = next ?? (await batches.next())
          next = undefined
          if (done) return controller.close()
          for (const item of value) controller.enqueue(item)
          hasItems = value.length > 0
        }
      },
      async cancel(reason) {
        onCancel(reason)
        await batches.return()
      },
    },
    { highWaterMark: 0 },
  )
}
