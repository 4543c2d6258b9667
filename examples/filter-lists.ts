import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blocklist, createFilter, createPipeline, deserializeFilter, generate, serializeFilter } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const output = createFilter({ rules: [blocklist(['赌场'])] })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: simulatedProvider() }) },
  filter: { output },
})
assert.equal((await generate(pipeline, { prompt: '赌场和彩票' })).text, '██和彩票')

// From the next answer on; those that have begun keep the list of their beginning.
output.update({ rules: [blocklist(['赌场', '彩票'])] })
assert.equal((await generate(pipeline, { prompt: '赌场和彩票' })).text, '██和██')

// A list that makes no sense is refused, and the old one stays.
assert.throws(() => output.update({ rules: [blocklist(['赌场', '……'])] }), RangeError)
assert.equal(output.scan('彩票').text, '██')

// When the list is made: compile it once.
const folder = await mkdtemp(join(tmpdir(), 'filter-'))
const words = Array.from({ length: 20_000 }, (_, at) => `词${at.toString(36)}语`)
const rules = [blocklist(words, { id: 'words' })]
const startOfCompiling = performance.now()
const compiled = createFilter({ rules })
const compilingMs = performance.now() - startOfCompiling
await writeFile(join(folder, 'words.filter'), serializeFilter(compiled))

// When a process starts: the same rules, without their terms.
const bytes = await readFile(join(folder, 'words.filter'))
const startOfReading = performance.now()
const ready = deserializeFilter(bytes, { rules: [blocklist([], { id: 'words' })] })
const readingMs = performance.now() - startOfReading
assert.equal(ready.scan('这里有词a1语。').text, '这里有████。')
console.log(`${words.length} terms: compiled in ${compilingMs.toFixed()} ms, read in ${readingMs.toFixed()} ms`)
await rm(folder, { recursive: true })
