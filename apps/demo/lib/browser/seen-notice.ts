import { createLocalValue } from './local-value.ts'

/** The notice of the budget that was closed last; empty if none was. */
export const seenNotice = createLocalValue({
  key: 'sluice-demo.budget-notice',
  parse: (stored) => (typeof stored === 'string' ? stored : ''),
})
