import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blocklist, createFilter, createPipeline, type FilterOptions, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { traditional } from '@sluice/core/traditional'
import { openai } from '@sluice/next-adapter'

const folder = await mkdtemp(join(tmpdir(), 'filter-'))
const path = join(folder, 'words.txt')
await writeFile(path, '\ufeff# Gambling\r\n赌场\r\n\r\n')

/** One term a line. Blank lines and those that begin with # are none. */
function readOptions(): FilterOptions {
  const lines = readFileSync(path, 'utf8').split('\n')
  const terms = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  // Nobody empties a list on purpose: the file is just being written.
  if (terms.length === 0) throw new RangeError('the list is empty')
  // All of them, as `update` keeps nothing of what was given before.
  return { rules: [blocklist(terms, { id: 'words' })], allow: ['赌场风云'], normalize: { variants: [traditional] } }
}

// At the start a list that makes no sense is an error; later the old one stays.
const output = createFilter(readOptions())
function reload(): void {
  try {
    output.update(readOptions())
    console.log('The list was read anew.')
  } catch (error) {
    console.log('The old list stays:', error)
  }
}
// It asks for the file's times, and so also sees files that were put in another's place, and those of network drives.
const watcher = watchFile(path, { interval: 100 }, reload)

const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: simulatedProvider() }) },
  filter: { output },
})
assert.equal((await generate(pipeline, { prompt: '賭場和彩票' })).text, '██和彩票')

// Whoever changes the list writes another file and renames it: nobody sees half of one.
await writeFile(`${path}.new`, '赌场\n彩票\n')
await rename(`${path}.new`, path)
await once(watcher, 'change')
assert.equal((await generate(pipeline, { prompt: '賭場和彩票，《赌场风云》' })).text, '██和██，《赌场风云》')

unwatchFile(path)
await rm(folder, { recursive: true })
