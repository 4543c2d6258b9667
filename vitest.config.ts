import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const root = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Packages are tested from their sources; what users install is tested by tests/packed.
const alias = [
  { find: /^@sluice\/core$/, replacement: root('./packages/core/src/index.ts') },
  { find: /^@sluice\/core\/(ui|testing)$/, replacement: root('./packages/core/src/$1/index.ts') },
  { find: /^@sluice\/core\/(traditional|pinyin)$/, replacement: root('./packages/core/src/filter/$1/index.ts') },
  { find: /^@sluice\/react$/, replacement: root('./packages/react/src/index.ts') },
  { find: /^@sluice\/react\/testing$/, replacement: root('./packages/react/src/testing/index.ts') },
  { find: /^@sluice\/next-adapter$/, replacement: root('./packages/next-adapter/src/index.ts') },
  { find: /^@sluice\/next-adapter\/sqlite$/, replacement: root('./packages/next-adapter/src/sqlite/index.ts') },
  { find: /^@\//, replacement: root('./apps/demo/') },
]

// Recorded provider traffic lies beside the repository. It is not part of a user's clone.
const shared = root('../shared')
const hasShared = existsSync(shared)
if (!hasShared && process.env.CI === 'true') throw new Error('The recorded provider traffic is missing.')

// Projects of one group run together, groups one after the other. Group 0 would come last on a machine with two processors.
const unitTests = { groupOrder: 1 }
const siteTests = { groupOrder: 2 }

export default defineConfig({
  test: {
    reporters: ['default', './scripts/summary-reporter.ts'],
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          sequence: unitTests,
          include: ['packages/*/src/**/*.test.ts', 'apps/demo/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/{shared,packed,site}/**', '**/node_modules/**', '**/*.browser.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'shared',
          sequence: unitTests,
          include: ['tests/shared/**/*.test.ts'],
          // A recording is read once for every place where it may be cut.
          testTimeout: 30_000,
          env: { SLUICE_SHARED: hasShared ? shared : '' },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'browser',
          sequence: unitTests,
          include: ['packages/react/src/**/*.test.tsx', 'apps/demo/**/*.test.tsx', '**/*.browser.test.ts'],
          // What tabs tell each other comes when the machine has time for it.
          expect: { poll: { timeout: 5_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: await chromium.executablePath(), args: chromium.args },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        // What users install and what visitors see: `next build` needs the processors for itself, so these come last.
        test: {
          name: 'site',
          maxWorkers: 2,
          include: ['tests/{packed,site}/**/*.test.ts'],
          sequence: siteTests,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
})
