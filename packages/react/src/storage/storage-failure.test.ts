import { describe, expect, it } from 'vitest'
import { storageError, storageFailure } from './storage-failure.ts'

describe('why a storage failed', () => {
  it.each([
    [new DOMException('', 'QuotaExceededError'), 'quota'],
    [new DOMException('', 'VersionError'), 'newer'],
    [new DOMException('', 'SecurityError'), 'unavailable'],
    [new ReferenceError('indexedDB is not defined'), 'unavailable'],
    [new TypeError("Cannot read properties of null (reading 'open')"), 'unavailable'],
    [new DOMException('', 'InvalidStateError'), 'closed'],
    [new DOMException('', 'UnknownError'), 'closed'],
    [new DOMException('', 'AbortError'), 'closed'],
    [new Error('no idea'), 'unknown'],
    ['text', 'unknown'],
    [null, 'quota'],
    [undefined, 'unknown'],
  ])('%o is %s', (error, reason) => {
    expect(storageFailure(error)).toBe(reason)
  })

  it('is what an error says that knows it', () => {
    expect(storageFailure(storageError('blocked', 'Close the other tabs.'))).toBe('blocked')
  })
})
