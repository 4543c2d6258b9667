import { promisifyRequest } from 'idb-keyval'

/** Opens a database with the browser's own means, as a tab of another version would. */
export function openRaw(
  name: string,
  version?: number,
  onUpgrade?: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, version)
  opening.onupgradeneeded = () => onUpgrade?.(opening.result)
  return promisifyRequest(opening)
}

/** All records of the chat database, by their keys as text. */
export async function recordsOf(name: string): Promise<Record<string, unknown>> {
  const database = await openRaw(name)
  const store = database.transaction('chat').objectStore('chat')
  const [keys, values] = await Promise.all([promisifyRequest(store.getAllKeys()), promisifyRequest(store.getAll())])
  database.close()
  return Object.fromEntries(keys.map((key, index) => [[key].flat().join('/'), values[index]]))
}
