import type { UseStore } from 'idb-keyval'
import { storageError, storageFailure } from './storage-failure.ts'

interface Connection {
  opened: Promise<IDBDatabase>
  /** Once it is open: a page that goes away cannot wait for a promise. */
  database?: IDBDatabase
}

/**
 * The database's version is that of its records: they are brought to the next one together, where the object store is made.
 * Version 1 had files within their messages. There they stay until the message is written again.
 */
export const databaseVersion = 2
const storeName = 'chat'
const longestBlockMs = 1_000

// One for all storages of a page. Filled at the first use, which a server never comes to.
const connections = /* @__PURE__ */ new Map<string, Connection>()

/**
 * A database as idb-keyval's functions take one. It is opened at the first use, lets others upgrade or delete it, and is
 * opened anew when it was closed for that or by the system: what was being done is then done once more.
 */
export function openDatabase(name: string): UseStore {
  const connection = () => connections.get(name) ?? connect(name)
  return async (mode, callback) => {
    const first = connection()
    try {
      return await attempt(first)
    } catch (error) {
      // A transaction whose connection is lost may look like one on a full disk: neither says why it ended.
      if (!['closed', 'quota'].includes(storageFailure(error))) throw error
      if (first === connections.get(name)) {
        connections.delete(name)
        first.database?.close()
      }
      return attempt(connection())
    }
    // Where it is open already the callback is called at once, for a page that goes away.
    async function attempt({ database, opened }: Connection) {
      return callback((database ?? (await opened)).transaction(storeName, mode).objectStore(storeName))
    }
  }
}

function connect(name: string): Connection {
  const request = indexedDB.open(name, databaseVersion)
  const forget = () => connections.delete(name)
  const connection: Connection = {
    opened: new Promise((resolve, reject) => {
      request.onupgradeneeded = () => {
        const { result } = request
        if (!result.objectStoreNames.contains(storeName)) result.createObjectStore(storeName)
      }
      request.onblocked = () => {
        const blocked = storageError('blocked', 'Another tab holds the storage open.')
        // Those who hold it may be about to close it. If they do so later on, it is open all the same.
        setTimeout(reject, longestBlockMs, blocked)
      }
      request.onerror = () => {
        forget()
        reject(request.error)
      }
      request.onsuccess = () => {
        const database = request.result
        connection.database = database
        database.onclose = forget
        database.onversionchange = () => {
          forget()
          database.close()
        }
        resolve(database)
      }
    }),
  }
  connections.set(name, connection)
  return connection
}

/** Commits a transaction. Resolves when that is done. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    // Not at an error before that: why the transaction failed is not known until it ends, and not always then.
    transaction.onabort = () => reject(transaction.error ?? storageError('quota', 'The storage is full.'))
    // At once, because a page that goes away does not come to commit what it has left open.
    transaction.commit()
  })
}
