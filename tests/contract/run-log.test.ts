import { createMemoryRunLog } from '@sluice/core'
import { describeRunLog } from './run-log.ts'

describeRunLog('The memory log', (clock, ttlMs) => createMemoryRunLog({ clock, ttlMs }))
