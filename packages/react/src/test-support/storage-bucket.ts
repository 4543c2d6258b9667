import { newId } from '@sluice/core'
import { onTestFinished, vi } from 'vitest'

/** A place of its own for the databases of a test, which Chromium treats as it would treat all of an origin's. */
export interface StorageBucket {
  /** Does what a browser does to clear its disk: closes what is open, and forgets it. Then there is a new, empty one. */
  clear(): Promise<void>
}

interface StorageBuckets {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>
  delete(name: string): Promise<void>
}

/** Gives the test a bucket in the place of `indexedDB`. */
export async function useStorageBucket({ quota = 10_000_000 }: { quota?: number } = {}): Promise<StorageBucket> {
  // Not among the types yet.
  const { storageBuckets } = navigator as unknown as { storageBuckets: StorageBuckets }
  const name = newId().toLowerCase()
  const open = async () => {
    const { indexedDB } = await storageBuckets.open(name, { quota })
    vi.stubGlobal('indexedDB', indexedDB)
  }
  await open()
  onTestFinished(async () => {
    vi.unstubAllGlobals()
    await storageBuckets.delete(name)
  })
  return {
    async clear() {
      await storageBuckets.delete(name)
      await open()
    },
  }
}
