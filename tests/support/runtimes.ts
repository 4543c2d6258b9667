import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { serve } from './serve.ts'
import { packageSources, runWorker } from './workerd.ts'

/** A function that can run anywhere: what goes in and what comes out is JSON. */
export interface Portable<Given, Made> {
  run: (given: Given) => Promise<Made>
  /** Exports it under its own name. */
  module: URL
  /** A Worker that answers what goes in with what comes out. */
  worker: URL
}

/** The same function in each of the runtimes that our code is for. */
export function runtimesFor<Given, Made>(
  portable: Portable<Given, Made>,
): Record<string, (given: Given) => Promise<Made>> {
  const { run, module, worker } = portable
  return {
    Node: run,

    async Chromium(given) {
      // WebCrypto is there for secure contexts only, such as a page of this machine.
      const page = await serve(
        async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      )
      const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: sparticuz.args })
      try {
        const tab = await browser.newPage()
        await tab.goto(page.url)
        await tab.addScriptTag({ content: await bundled(module) })
        const call = { name: run.name, given: JSON.stringify(given) }
        const made = await tab.evaluate(async ({ name, given }) => {
          const { bundle } = globalThis as unknown as { bundle: Record<string, (given: unknown) => Promise<unknown>> }
          return JSON.stringify(await bundle[name]?.(JSON.parse(given)))
        }, call)
        return JSON.parse(made) as Made
      } finally {
        await browser.close()
        await page.close()
      }
    },

    async workerd(given) {
      const running = await runWorker(fileURLToPath(worker))
      try {
        const response = await fetch(running.url, { method: 'POST', body: JSON.stringify(given) })
        return (await response.json()) as Made
      } finally {
        await running.stop()
      }
    },
  }
}

async function bundled(module: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    alias: packageSources,
    bundle: true,
    format: 'iife',
    globalName: 'bundle',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}
