import { createMemoryLedgerStore, createPipeline, generate, toCsv, toJsonl } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { dashscope, openai } from '@sluice/next-adapter'

const cut = simulatedProvider({
  answer: () => '水闸是控制水流的闸门。',
  faults: [undefined, { type: 'cut', after: 4 }],
})
const fetch = simulatedProvider({ answer: () => 'A gate that controls the flow of water.', firstTokenMs: 5 })

const ledger = createMemoryLedgerStore({ maxRecords: 50_000 })
const pipeline = createPipeline({
  targets: {
    qwen: dashscope('qwen-plus', { apiKey: 'no-real-key', fetch: cut }),
    gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }),
  },
  order: ['qwen', 'gpt'],
  ledger,
})

const ask = (id: string, team: string, signal?: AbortSignal) =>
  generate(pipeline, { caller: { id, tags: { team } }, prompt: 'What is a sluice?', maxOutputTokens: 200, signal })

await ask('ada', 'search')
// The first target breaks off in the middle of this one: the second answers, and both are paid.
await ask('bob', 'shop')
// Somebody changes their mind.
await ask('bob', 'shop', AbortSignal.abort()).catch(() => undefined)

const lastHour = { from: Date.now() - 3_600_000 }
for await (const { caller, outcome, usage, cost, attempts } of ledger.records(lastHour)) {
  console.log(caller, outcome, usage, cost)
  for (const { target, outcome, errorCode, usage, cost } of attempts) {
    console.log('  ', target, outcome, errorCode ?? '', usage.outputTokens, usage.estimated ?? false, cost)
  }
}

// Who spent what, and how long they waited.
for (const { key, calls, cost, durationMs } of await ledger.sum({ ...lastHour, groupBy: 'tag:team' })) {
  console.log(key, calls, cost, durationMs)
}
const [day] = await ledger.sum({ groupBy: { windowMs: 86_400_000 } })
console.log(new Date(Number(day?.key)).toISOString(), day?.calls, day?.firstContentMs?.p95)

for await (const line of toCsv(ledger.records({ caller: 'ada' }))) process.stdout.write(line)
for await (const line of toJsonl(ledger.records({ caller: 'ada' }))) process.stdout.write(line)
