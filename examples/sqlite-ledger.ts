import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'
import { createSqliteCounterStore, createSqliteLedger } from '@sluice/next-adapter/sqlite'

const fetch = simulatedProvider({ answer: () => 'A gate that controls the flow of water. '.repeat(10) })
const folder = mkdtempSync(join(tmpdir(), 'sluice-'))
const path = join(folder, 'usage.db')

/** What each process of the machine does when it starts. */
function start() {
  const ledger = createSqliteLedger({ path, batchMs: 5 })
  const store = createSqliteCounterStore({ path })
  const pipeline = createPipeline({
    targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
    budget: [{ per: 'caller', amount: '0.01', currency: 'USD', window: '1d' }],
    ledger,
    store,
  })
  return {
    pipeline,
    async stop() {
      await pipeline.close() // calls in flight end, and their records are handed over
      await ledger.close() // all of them are on the disk
      store.close()
    },
  }
}

const caller = { id: 'ada' }
const [one, other] = [start(), start()]
const ask = ({ pipeline }: typeof one) =>
  generate(pipeline, { caller, prompt: 'What is a sluice?', maxOutputTokens: 300 }).catch(({ message }) => message)

// Both take from one budget, and together never more than it has.
const answers = await Promise.all(Array.from({ length: 40 }, (_, call) => ask(call % 2 === 0 ? one : other)))
console.log(answers.find((answer) => typeof answer === 'string'))
await one.stop()
await other.stop()

// Another process, another day.
const later = start()
const { budgets, total } = await later.pipeline.usage(caller)
console.log(total.calls - total.failures, 'answers', total.cost, budgets[0]?.left)
await later.stop()
rmSync(folder, { recursive: true })
