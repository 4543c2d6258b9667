import { type IndexedDbStorageOptions, indexedDbStorage } from './indexed-db-storage.ts'

/**
 * Removes everything that a user's conversations have left in the browser, and tells all tabs: for a logout.
 *
 * @throws why nothing could be removed; `storageFailure` says it in a word
 */
export function clearStorage(scope = '', options: Pick<IndexedDbStorageOptions, 'name'> = {}): Promise<void> {
  return indexedDbStorage({ ...options, scope }).clear()
}
