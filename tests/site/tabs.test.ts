import type { UIMessage } from '@sluice/core/ui'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type ServedPage, servePage } from '../support/page-server.ts'

/** What the page makes global, as far as it is used here. */
interface Tab {
  readonly remote: Run | undefined
  readonly changes: readonly unknown[]
  readonly stops: readonly string[]
  readonly orphans: readonly { run: Run; owned: OwnedRun }[]
  own(signal: AbortSignal): Promise<OwnedRun>
  tryOwn(): Promise<OwnedRun | undefined>
  stopRemote(): Promise<void>
}
interface Run {
  idempotencyKey: string
  parentId: string | null
  status: 'submitted' | 'streaming'
  message?: UIMessage
}
interface OwnedRun {
  share(run: Run): void
  end(): void
}
declare global {
  interface Window {
    openTab(name: string): Tab
    tab: Tab
    owned: OwnedRun | undefined
  }
}

let browser: Browser
let served: ServedPage
let context: BrowserContext
beforeAll(async () => {
  served = await servePage({ entry: new URL('../../packages/react/src/test-support/tab-page.ts', import.meta.url) })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await served?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

async function openTab(host: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(served.url.replace('127.0.0.1', host))
  await begin(page)
  return page
}
const begin = (page: Page) =>
  page.evaluate(() => {
    window.tab = window.openTab('conversation')
  })
const own = (page: Page) =>
  page.evaluate(async () => {
    window.owned = await window.tab.own(new AbortController().signal)
  })
const share = (page: Page, text: string) =>
  page.evaluate((text) => {
    const message: UIMessage = { id: 'answer', role: 'assistant', parts: [{ type: 'text', text }] }
    window.owned?.share({ idempotencyKey: 'key', parentId: null, status: 'streaming', message })
  }, text)
const end = (page: Page) => page.evaluate(() => window.owned?.end())
/** The text of the run that is under way elsewhere. */
const shown = (page: Page) =>
  page.evaluate(() => window.tab.remote?.message?.parts.map((part) => ('text' in part ? part.text : '')).join(''))
/** The texts of the runs that the page has inherited. From then on it owns the last. */
const inherited = (page: Page) =>
  page.evaluate(() => {
    window.owned = window.tab.orphans.at(-1)?.owned ?? window.owned
    return window.tab.orphans.map(({ run }) => JSON.stringify(run.message?.parts))
  })
const isAlone = (page: Page) => page.evaluate(() => window.tab.remote === undefined)

/** Two tabs, of which the first runs. */
async function running(host: string, ...more: readonly string[]): Promise<Page[]> {
  const pages = [await openTab(host), await openTab(host)]
  for (const each of more) pages.push(await openTab(each))
  const [first, ...others] = pages as [Page, ...Page[]]
  await own(first)
  await share(first, '你')
  await share(first, '你好')
  for (const page of others) await expect.poll(() => shown(page)).toBe('你好')
  return pages
}

/** As when a tab runs out of memory: nothing in it has a word to say. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const session = await context.newCDPSession(page)
  // Nobody is left to answer.
  session.send('Page.crash').catch(() => undefined)
  await crashed
}

describe.each([
  { kind: 'with locks', host: '127.0.0.1', hasLocks: true },
  { kind: 'without locks, as on a phone in the office', host: 'tabs.test', hasLocks: false },
])('tabs of a browser $kind', ({ host, hasLocks }) => {
  it('see an answer grow and end that another has', async () => {
    const [first, second] = (await running(host)) as [Page, Page]
    expect(await first.evaluate(() => 'locks' in navigator)).toBe(hasLocks)
    await share(first, '你好，Ada')
    await expect.poll(() => shown(second)).toBe('你好，Ada')
    await end(first)
    await expect.poll(() => isAlone(second)).toBe(true)
    await own(second)
    await share(second, 'Hi')
    await expect.poll(() => shown(first)).toBe('Hi')
  })

  it.each([
    { ends: 'crashes', kill: crash },
    // Without locks there is no difference.
    ...(hasLocks ? [{ ends: 'is closed', kill: (page: Page) => page.close() }] : []),
  ])('inherit the run of one that $ends, one of them', async ({ kill }) => {
    const [first, second, third] = (await running(host, host)) as [Page, Page, Page]
    await kill(first)
    const heirs = async () => [await inherited(second), await inherited(third)].flat()
    await expect.poll(heirs, { interval: 20 }).toHaveLength(1)
    expect(await heirs()).toEqual([expect.stringContaining('你好')])
    const [heir, other] = (await inherited(second)).length > 0 ? [second, third] : [third, second]
    await share(heir, '你好，Bob')
    await expect.poll(() => shown(other)).toBe('你好，Bob')
    await end(heir)
    await expect.poll(() => isAlone(other)).toBe(true)
    expect(await heirs()).toHaveLength(1)
  })

  it('find their own run again after a reload', async () => {
    const first = await openTab(host)
    await own(first)
    await share(first, '你好')
    await first.reload()
    await begin(first)
    const isOwned = await first.evaluate(async () => {
      window.owned = await window.tab.tryOwn()
      return window.owned !== undefined
    })
    expect(isOwned).toBe(true)
  })

  it('follow the one that inherits when they are reloaded, or inherit themselves', async () => {
    const [first, second] = (await running(host)) as [Page, Page]
    await first.reload()
    await begin(first)
    const isOwned = await first.evaluate(async () => {
      window.owned = await window.tab.tryOwn()
      return window.owned !== undefined
    })
    if (isOwned) await share(first, '你好')
    else await expect.poll(() => inherited(second)).toHaveLength(1)
    await expect.poll(() => shown(isOwned ? second : first)).toBe('你好')
  })

  it('stop the run of another', async () => {
    const [first, second] = (await running(host)) as [Page, Page]
    const stopped = second.evaluate(() => window.tab.stopRemote())
    await expect.poll(() => first.evaluate(() => window.tab.stops)).toEqual(['asked'])
    await end(first)
    await stopped
  })

  it('run one after the other, however many want to', async () => {
    const pages = [await openTab(host), await openTab(host), await openTab(host)]
    const counts = pages.map((page, index) =>
      page.evaluate(async (index) => {
        const owned = await window.tab.own(new AbortController().signal)
        const key = 'running'
        const others = Number(localStorage.getItem(key))
        localStorage.setItem(key, `${others + 1}`)
        owned.share({ idempotencyKey: `${index}`, parentId: null, status: 'submitted' })
        await new Promise((resolve) => setTimeout(resolve, 20))
        localStorage.setItem(key, `${Number(localStorage.getItem(key)) - 1}`)
        owned.end()
        return others
      }, index),
    )
    expect(await Promise.all(counts)).toEqual([0, 0, 0])
    for (const page of pages) await expect.poll(() => isAlone(page)).toBe(true)
    for (const page of pages) expect(await inherited(page)).toEqual([])
  })
})

describe('a tab that sleeps', () => {
  /** Lets no line of the page's code run, until it is woken. */
  async function putToSleep(page: Page): Promise<{ wake(): Promise<unknown> }> {
    const session = await context.newCDPSession(page)
    await session.send('Debugger.enable')
    const paused = new Promise<void>((resolve) => void session.once('Debugger.paused', () => resolve()))
    await session.send('Debugger.pause')
    await paused
    return { wake: () => session.send('Debugger.resume') }
  }

  it('finds its run with another when it wakes up, and says nothing of its own any more', async () => {
    const [sleeper, heir, other] = (await running('tabs.test', 'tabs.test')) as [Page, Page, Page]
    // What it was about to say is the first thing that happens when it wakes up.
    await sleeper.evaluate(() => {
      setTimeout(() => {
        const message: UIMessage = { id: 'answer', role: 'assistant', parts: [{ type: 'text', text: 'late' }] }
        window.owned?.share({ idempotencyKey: 'key', parentId: null, status: 'streaming', message })
      }, 1_500)
    })
    const { wake } = await putToSleep(sleeper)
    await expect.poll(async () => [await inherited(heir), await inherited(other)].flat()).toHaveLength(1)
    const [awake, follower] = (await inherited(heir)).length > 0 ? [heir, other] : [other, heir]
    await share(awake, '你好，Bob')
    await expect.poll(() => shown(follower)).toBe('你好，Bob')
    await wake()
    await expect.poll(() => shown(sleeper)).toBe('你好，Bob')
    expect(await sleeper.evaluate(() => window.tab.stops)).toEqual(['lost'])
    expect(await follower.evaluate(() => JSON.stringify(window.tab.changes))).not.toContain('late')
    await end(awake)
    await expect.poll(() => isAlone(sleeper)).toBe(true)
  })

  it('loses its run although it has the lock, and says nothing of its own when it wakes up', async () => {
    // Time is short: eight seconds are four tenths of one.
    await context.addInitScript(() => {
      const [begunMs, now, later] = [Date.now(), Date.now, setTimeout]
      Date.now = () => begunMs + (now() - begunMs) * 20
      window.setTimeout = ((call: () => void, ms = 0) => later(call, ms / 20)) as typeof setTimeout
    })
    const [sleeper, heir, other] = (await running('127.0.0.1', '127.0.0.1')) as [Page, Page, Page]
    await sleeper.evaluate(() => {
      setTimeout(() => {
        const message: UIMessage = { id: 'answer', role: 'assistant', parts: [{ type: 'text', text: 'late' }] }
        window.owned?.share({ idempotencyKey: 'key', parentId: null, status: 'streaming', message })
      }, 4_000)
    })
    const { wake } = await putToSleep(sleeper)
    await expect.poll(async () => [await inherited(heir), await inherited(other)].flat()).toHaveLength(1)
    const [awake, follower] = (await inherited(heir)).length > 0 ? [heir, other] : [other, heir]
    await share(awake, '你好，Bob')
    await expect.poll(() => shown(follower)).toBe('你好，Bob')
    await wake()
    await expect.poll(() => shown(sleeper)).toBe('你好，Bob')
    expect(await sleeper.evaluate(() => window.tab.stops)).toEqual(['lost'])
    expect(await follower.evaluate(() => JSON.stringify(window.tab.changes))).not.toContain('late')
    await end(awake)
    await expect.poll(() => isAlone(sleeper)).toBe(true)
    expect([await inherited(heir), await inherited(other)].flat()).toHaveLength(1)
  })
})
