import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'

/** A page in a context of its own, so that none finds what another has stored. */
export interface Tab {
  page: Page
  /** Slows the processor down by as much. */
  slowDown(rate: number): Promise<void>
  /** What the page has cost since it was opened, in seconds. */
  metrics(): Promise<{ script: number; task: number; layout: number }>
  close(): Promise<void>
}

export async function launchChromium(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((arg) => arg !== '--single-process'),
  })
}

export async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    page,
    slowDown: async (rate) => void (await session.send('Emulation.setCPUThrottlingRate', { rate })),
    async metrics() {
      const { metrics } = await session.send('Performance.getMetrics')
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
      return {
        script: of('ScriptDuration'),
        task: of('TaskDuration'),
        layout: of('LayoutDuration') + of('RecalcStyleDuration'),
      }
    },
    close: () => page.close(),
  }
}
