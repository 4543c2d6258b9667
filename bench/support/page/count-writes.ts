import type { Page } from 'playwright-core'

/** What a page has written since it was loaded. */
export interface Writes {
  writes: number
  deletes: number
  /** Of the values as JSON, in UTF-8. */
  bytes: number
}

declare global {
  var written: Writes
}

/** Counts what pages write to IndexedDB and localStorage from now on, whoever does it. */
export async function countWrites(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.written = { writes: 0, deletes: 0, bytes: 0 }
    const encoder = new TextEncoder()
    function count(json: string): void {
      globalThis.written.writes++
      globalThis.written.bytes += encoder.encode(json).byteLength
    }
    const { put, add, delete: remove } = IDBObjectStore.prototype
    Object.assign(IDBObjectStore.prototype, {
      put(this: IDBObjectStore, ...call: Parameters<typeof put>) {
        count(JSON.stringify(call[0]))
        return put.apply(this, call)
      },
      add(this: IDBObjectStore, ...call: Parameters<typeof add>) {
        count(JSON.stringify(call[0]))
        return add.apply(this, call)
      },
      delete(this: IDBObjectStore, ...call: Parameters<typeof remove>) {
        globalThis.written.deletes++
        return remove.apply(this, call)
      },
    })
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = function (key, value) {
      count(value)
      setItem.call(this, key, value)
    }
  })
}
