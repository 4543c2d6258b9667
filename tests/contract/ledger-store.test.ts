import { createMemoryLedgerStore } from '@sluice/core'
import { createSqliteLedger } from '@sluice/next-adapter/sqlite'
import { temporaryFiles } from '../support/temporary-files.ts'
import { describeLedgerStore } from './ledger-store.ts'

const newPath = temporaryFiles()

describeLedgerStore('The memory ledger', () => createMemoryLedgerStore())
describeLedgerStore('The SQLite ledger', () => createSqliteLedger({ path: newPath() }))
describeLedgerStore('A SQLite ledger in small batches', () =>
  createSqliteLedger({ path: ':memory:', maxBatch: 3, batchMs: 1 }),
)
