// Question: what does an answer cost the page that shows it? A chat of 60 Markdown messages, an answer of 1,200 deltas, on a
// slow machine. Compared with AI SDK's useChat, by default and throttled, TanStack AI's and antd X's useXChat.
//
// Method: real Chromium, its processor slowed down four times by DevTools; a bundle of each candidate for production, one
// React for all. All have the same page: rows that are memoised by their message, react-markdown with remark-gfm; with
// "blocks" each block of the Markdown is memoised too, split by `useMessageBlocks` or, as AI SDK's documentation has it, by
// marked. The server writes four deltas of five characters every 20 ms. Script is what DevTools' `ScriptDuration` grows by
// from the send to the frame that shows the end, in seconds of the page's thread; task is all that the thread does, layout
// and paint included. Every round runs every candidate once in turn, each in a new context; figures are medians of the
// rounds. Renders are those of rows and of blocks; the answer is how long it takes to be on the screen.
//
// Last result (2026-11-23, script): 0.5 s with blocks, 1.3 s without; AI SDK 0.6 and 1.6 s throttled, 2.5 s by default,
// TanStack AI 14 s, antd X 1.9 s. More in docs/performance.md.
import type { Browser } from 'playwright-core'
import { launchChromium, openTab } from './support/page/chromium.ts'
import { servePages } from './support/page/serve.ts'
import { answerDeltas } from './support/page/texts.ts'

const rounds = Number(process.env.ROUNDS ?? 3)
const asked = process.env.PAGE ?? ''
const candidates = [
  { name: 'sluice, blocks', path: 'page/sluice-blocks' },
  { name: 'sluice', path: 'page/sluice' },
  { name: 'ai-sdk, throttle 50, blocks', path: 'page/ai-sdk?throttle=50&blocks' },
  { name: 'ai-sdk, throttle 50', path: 'page/ai-sdk?throttle=50' },
  { name: 'ai-sdk', path: 'page/ai-sdk' },
  { name: 'tanstack-ai', path: 'page/tanstack-ai' },
  { name: 'antd-x', path: 'page/antd-x' },
].filter(({ path }) => path.startsWith(`page/${asked}`))
const deltas = answerDeltas(1_200)

interface Run {
  script: number
  task: number
  rows: number
  blocks: number
  seconds: number
  shown: string
}

async function run(browser: Browser, url: string): Promise<Run> {
  const context = await browser.newContext()
  const tab = await openTab(context)
  await tab.page.goto(url)
  await tab.page.waitForFunction(() => document.querySelectorAll('article').length === 60)
  await tab.slowDown(4)
  const before = await tab.metrics()
  const startMs = performance.now()
  await tab.page.evaluate(() => globalThis.page.send())
  const seconds = (performance.now() - startMs) / 1_000
  const after = await tab.metrics()
  await tab.slowDown(1)
  const [rows, blocks, shown] = await tab.page.evaluate(
    () => [globalThis.page.rowRenders, globalThis.page.blockRenders, globalThis.page.shown()] as const,
  )
  await context.close()
  return { script: after.script - before.script, task: after.task - before.task, rows, blocks, seconds, shown }
}

const pages = await servePages({
  candidates: [...new Set(candidates.map(({ path }) => path.replace(/\?.*/, '')))],
  deltas,
  burst: 4,
  everyMs: 20,
})
const browser = await launchChromium()
const runs = new Map<string, Run[]>(candidates.map(({ name }) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const { name, path } of candidates) runs.get(name)!.push(await run(browser, pages.url(path)))
}
await browser.close()
pages.close()

const shown = new Set([...runs.values()].flat().map((run) => run.shown.replaceAll(/\s/g, '')))
if (shown.size !== 1) throw new Error('The candidates do not show the same answer.')

const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const row = (all: readonly Run[]) => {
  const of = (field: 'script' | 'task' | 'rows' | 'blocks' | 'seconds') => all.map((run) => run[field])
  return {
    'script s': median(of('script')).toFixed(2),
    'least–most': `${Math.min(...of('script')).toFixed(2)}–${Math.max(...of('script')).toFixed(2)}`,
    'task s': median(of('task')).toFixed(2),
    'renders, rows': median(of('rows')),
    blocks: median(of('blocks')),
    'answer s': median(of('seconds')).toFixed(1),
  }
}
console.log('Seconds of the page, processor slowed down four times. Bar: 2.0 of script')
console.table(Object.fromEntries([...runs].map(([name, all]) => [name, row(all)])))
