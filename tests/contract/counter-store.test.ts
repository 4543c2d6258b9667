import { createMemoryCounterStore } from '@sluice/core'
import { createSqliteCounterStore } from '@sluice/next-adapter/sqlite'
import { temporaryFiles } from '../support/temporary-files.ts'
import { describeCounterStore } from './counter-store.ts'

const newPath = temporaryFiles()

describeCounterStore('The memory store', (clock) => createMemoryCounterStore({ clock }))
describeCounterStore('The SQLite store', (clock) => createSqliteCounterStore({ path: newPath(), clock }))
