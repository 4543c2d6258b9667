/** Keeps texts under keys for a while: tokens, cached answers. Whoever runs several servers gives them a shared one. */
export interface KeyValueStore {
  /** The text under the key; `undefined` if there is none, or no longer. */
  get(key: string): Promise<string | undefined>
  /**
   * Puts a text under the key, in place of any other. Without `ttlMs` it stays until it is deleted.
   *
   * @throws RangeError for a `ttlMs` that is no positive integer, as `setIfAbsent` does.
   */
  set(key: string, value: string, options?: { ttlMs?: number | undefined }): Promise<void>
  /** Puts a text under the key unless there is one. Resolves to whether it did. One of several at once succeeds. */
  setIfAbsent(key: string, value: string, options?: { ttlMs?: number | undefined }): Promise<boolean>
  /** Removes the key. Nothing happens if it is not there. */
  delete(key: string): Promise<void>
}
