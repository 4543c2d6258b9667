import { openTab } from './sharing-tab.ts'

// For tests that drive a page from outside: what they call there is global.
Object.assign(globalThis, { openTab })
