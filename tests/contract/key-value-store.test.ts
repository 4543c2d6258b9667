import { createMemoryKeyValueStore } from '@sluice/core'
import { describeKeyValueStore } from './key-value-store.ts'

describeKeyValueStore('The memory store', (clock) => createMemoryKeyValueStore({ clock }))
