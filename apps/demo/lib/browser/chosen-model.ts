import { createLocalValue } from './local-value.ts'

/** The model a visitor chose, by its target's name; empty for the server's default. */
export const chosenModel = createLocalValue({
  key: 'sluice-demo.model',
  parse: (stored) => (typeof stored === 'string' ? stored : ''),
})
