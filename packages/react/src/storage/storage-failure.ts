import type { StorageFailure } from './chat-storage.ts'

const reasons: Readonly<Record<string, StorageFailure>> = {
  QuotaExceededError: 'quota',
  VersionError: 'newer',
  // There is no `indexedDB`, or it is null.
  ReferenceError: 'unavailable',
  TypeError: 'unavailable',
  SecurityError: 'unavailable',
  InvalidStateError: 'closed',
  UnknownError: 'closed',
  AbortError: 'closed',
}

/** Why a storage failed, by what it threw: an error of a browser, or one that says so in its `reason`. */
export function storageFailure(error: unknown): StorageFailure {
  // All that idb-keyval tells of a transaction that ended on a full disk.
  if (error === null) return 'quota'
  const { name, reason } = Object(error) as { name: string; reason?: StorageFailure }
  return reason ?? reasons[name] ?? 'unknown'
}

/** An error that says why a storage failed. */
export function storageError(reason: StorageFailure, message: string): Error {
  return Object.assign(new Error(message), { reason })
}
