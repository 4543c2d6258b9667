import { createLocalValue } from './local-value.ts'

type Drafts = Readonly<Record<string, string>>

const drafts = createLocalValue<Drafts>({ key: 'sluice-demo.drafts', parse })

/** What was typed and not sent yet, by conversation. */
export const draftStore = {
  subscribe: drafts.subscribe,
  get: (key: string) => drafts.get()[key] ?? '',
  set(key: string, text: string): void {
    const { [key]: _, ...others } = drafts.get()
    drafts.set(text === '' ? others : { ...others, [key]: text })
  },
  clear(): void {
    drafts.set({})
  },
}

function parse(stored: unknown): Drafts {
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(Object.entries(stored).filter(([, text]) => typeof text === 'string'))
}
