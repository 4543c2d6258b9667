import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { serve } from '../serve.ts'
import { runWorker } from '../workerd.ts'
import { type AllSigned, signAll } from './sign-all.ts'
import type { Vectors } from './vectors.ts'

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Signs everything in each of the runtimes that our code is for. */
export const runtimes: Record<string, (vectors: Vectors) => Promise<AllSigned>> = {
  Node: signAll,

  async Chromium(vectors) {
    // WebCrypto is there for secure contexts only, such as a page of this machine.
    const page = await serve(async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }))
    const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: sparticuz.args })
    try {
      const tab = await browser.newPage()
      await tab.goto(page.url)
      await tab.addScriptTag({ content: await bundle() })
      return await tab.evaluate((given) => (globalThis as unknown as Bundle).bundle.signAll(given), vectors)
    } finally {
      await browser.close()
      await page.close()
    }
  },

  async workerd(vectors) {
    const worker = await runWorker(fileURLToPath(new URL('worker.ts', import.meta.url)))
    try {
      const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(vectors) })
      return (await response.json()) as AllSigned
    } finally {
      await worker.stop()
    }
  },
}

interface Bundle {
  bundle: { signAll: typeof signAll }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('sign-all.ts', import.meta.url))],
    alias: {
      '@sluice/core': root('packages/core/src/index.ts'),
      '@sluice/core/ui': root('packages/core/src/ui/index.ts'),
      '@sluice/next-adapter': root('packages/next-adapter/src/index.ts'),
    },
    bundle: true,
    format: 'iife',
    globalName: 'bundle',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}
