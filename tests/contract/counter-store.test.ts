import { createMemoryCounterStore } from '@sluice/core'
import { describeCounterStore } from './counter-store.ts'

describeCounterStore('The memory store', (clock) => createMemoryCounterStore({ clock }))
