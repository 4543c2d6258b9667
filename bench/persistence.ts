// Question: how much does a chat write while an answer streams in? 1,000 deltas at 50 a second, after 200 messages that are
// stored already. Compared with TanStack AI's persistence in IndexedDB and in localStorage.
//
// Method: real Chromium and its own storage, in real time: the server writes a delta every 20 ms. A first visit stores the
// conversation, a second one loads it and sends; a third one makes sure that the answer was stored. What is counted are the
// calls of `put`, `add` and `setItem` from the send until two seconds after the answer's end, and their values as JSON in
// UTF-8. A write of IndexedDB holds one value; several may share a transaction.
//
// Last result (2026-11-23): 21 writes, 52 KiB; TanStack AI 1,005 writes, 340 MiB in either storage.
import type { Browser } from 'playwright-core'
import { launchChromium, openTab } from './support/page/chromium.ts'
import { countWrites, type Writes } from './support/page/count-writes.ts'
import { servePages } from './support/page/serve.ts'
import { answerDeltas } from './support/page/texts.ts'

const candidates = [
  { name: 'sluice', path: 'persistence/sluice' },
  { name: 'tanstack-ai, IndexedDB', path: 'persistence/tanstack-ai' },
  { name: 'tanstack-ai, localStorage', path: 'persistence/tanstack-ai?localStorage' },
]
const deltas = answerDeltas(1_000)
const settleMs = 2_000

async function run(browser: Browser, url: string): Promise<Writes> {
  const context = await browser.newContext()
  const { page } = await openTab(context)
  await countWrites(page)
  const messages = (count: number) =>
    page.waitForFunction((count) => document.querySelectorAll('article').length === count, count)

  await page.goto(url)
  await page.waitForFunction(() => globalThis.page !== undefined)
  await page.evaluate(() => globalThis.page.seed())
  await page.waitForTimeout(settleMs)

  await page.reload()
  await messages(200)
  await page.waitForTimeout(settleMs)
  const before = await page.evaluate(() => ({ ...globalThis.written }))
  await page.evaluate(() => globalThis.page.send())
  await page.waitForTimeout(settleMs)
  const after = await page.evaluate(() => globalThis.written)

  await page.reload()
  await messages(202)
  const shown = await page.evaluate(() => globalThis.page.shown())
  if (shown !== deltas.join('')) throw new Error(`${url} has not stored the answer`)
  await context.close()
  return {
    writes: after.writes - before.writes,
    deletes: after.deletes - before.deletes,
    bytes: after.bytes - before.bytes,
  }
}

const pages = await servePages({
  candidates: [...new Set(candidates.map(({ path }) => path.replace(/\?.*/, '')))],
  deltas,
  burst: 1,
  everyMs: 20,
})
const browser = await launchChromium()
const rows: Record<string, object> = {}
for (const { name, path } of candidates) {
  const { writes, deletes, bytes } = await run(browser, pages.url(path))
  rows[name] = { writes, deletes, KiB: (bytes / 1_024).toFixed(bytes < 1_048_576 ? 1 : 0) }
}
await browser.close()
pages.close()
console.log('1,000 deltas at 50 a second after 200 messages. Bars: 25 writes, 256 KiB')
console.table(rows)
