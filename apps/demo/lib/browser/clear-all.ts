import { clearStorage } from '@sluice/react'
import { conversations } from './conversations.ts'
import { draftStore } from './drafts.ts'

/** Removes what was said in this browser, and what was about to be, in all tabs: as a logout would. */
export async function clearAll(): Promise<void> {
  await clearStorage()
  // Not before: a list without its conversations could not be cleared again.
  conversations.clear()
  draftStore.clear()
}
