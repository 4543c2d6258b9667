import { createLocalValue } from './local-value.ts'

/** Whether a question that was refused for now is asked again by itself. */
export const autoRetry = createLocalValue({ key: 'sluice-demo.auto-retry', parse: (stored) => stored === true })
