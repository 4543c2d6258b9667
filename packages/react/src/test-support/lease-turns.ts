import { createStore, update } from 'idb-keyval'

/** The database in which tabs keep their leases. */
export const leases = createStore('sluice-leases', 'leases')

/** Waits until all who wait for it have had their turn: who opens it, and who writes, comes after those who did before. */
export async function leaseTurns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await update('turn', () => turn, createStore('sluice-leases', 'leases'))
}
