import { createRandom } from '@sluice/core/testing'

/**
 * Where to cut a file in two to test a stream reader: everywhere up to 8 KiB; in larger files the first and last 2 KiB,
 * around every frame border, inside every multi-byte character and at 500 seeded places.
 */
export function byteCuts(bytes: Uint8Array): number[] {
  if (bytes.length <= 8_192) return range(1, bytes.length)
  const cuts = new Set([...range(1, 2_048), ...range(bytes.length - 2_048, bytes.length)])
  for (let index = 1; index < bytes.length; index++) {
    const isFrameEnd = bytes[index] === 10 && bytes[index - 1] === 10
    if (isFrameEnd) for (let offset = -3; offset <= 3; offset++) cuts.add(index + offset)
    const isContinuation = (bytes[index]! & 0xc0) === 0x80
    if (isContinuation) cuts.add(index)
  }
  const random = createRandom(bytes.length)
  for (let count = 0; count < 500; count++) cuts.add(1 + Math.floor(random() * (bytes.length - 1)))
  return [...cuts].filter((cut) => cut > 0 && cut < bytes.length).sort((left, right) => left - right)
}

/** A body that delivers `chunks` one read each, and then closes. */
export function bodyOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]()
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
}
