// Question: what does a page load for `useChat`? Compared with AI SDK's useChat.
//
// Method: esbuild bundles one import, minified, ESM, es2022, for the browser, NODE_ENV=production; react and react-dom are
// left out everywhere. "Alone" also leaves out the other packages that the hook needs. gzip at its default level.
//
// Last result (2026-11-23, gzip): 8.4 KiB alone, 10.1 KiB with all it needs; AI SDK 56.2 KiB.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const react = ['react', 'react/*', 'react-dom', 'react-dom/*']
const entries = [
  {
    name: 'sluice, alone',
    code: `export { useChat } from '@sluice/react'`,
    without: ['@tanstack/*', 'idb-keyval', 'eventsource-parser'],
  },
  { name: 'sluice, all it needs', code: `export { useChat } from '@sluice/react'`, without: [] },
  { name: 'ai-sdk, all it needs', code: `export { useChat } from '@ai-sdk/react'`, without: [] },
]

const rows: Record<string, { 'minified B': number; 'gzip B': number; 'gzip KiB': string }> = {}
for (const { name, code, without } of entries) {
  const result = await build({
    stdin: { contents: code, resolveDir: here },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: [...react, ...without],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  const bytes = result.outputFiles[0]!.contents
  const gzip = gzipSync(bytes).byteLength
  rows[name] = { 'minified B': bytes.byteLength, 'gzip B': gzip, 'gzip KiB': (gzip / 1_024).toFixed(1) }
}
console.table(rows)
