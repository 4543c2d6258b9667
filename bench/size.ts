// Question: what does a page load for `useChat`? Compared with AI SDK's useChat, TanStack AI's, antd X's useXChat and
// assistant-ui's runtime.
//
// Method: esbuild bundles one import, minified, ESM, es2022, for the browser, NODE_ENV=production; react and react-dom are
// left out everywhere. "Alone" also leaves out the other packages that the hook needs. gzip at its default level.
//
// Last result (2026-11-23, gzip): 24.2 KiB alone, 25.9 KiB with all it needs; AI SDK 56.2 KiB, TanStack AI 45.7 KiB.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const react = ['react', 'react/*', 'react-dom', 'react-dom/*']
const dependencies = ['@tanstack/*', 'idb-keyval', 'eventsource-parser']
const entries = [
  { name: 'sluice useChat, alone', code: `export { useChat } from '@sluice/react'`, without: dependencies },
  { name: 'sluice useChat', code: `export { useChat } from '@sluice/react'` },
  { name: 'sluice, everything, alone', code: `export * from '@sluice/react'`, without: dependencies },
  { name: 'sluice, everything', code: `export * from '@sluice/react'` },
  { name: 'ai-sdk useChat', code: `export { useChat } from '@ai-sdk/react'` },
  {
    name: 'tanstack-ai useChat',
    code: `export { useChat, fetchServerSentEvents } from '@tanstack/ai-react'`,
  },
  {
    name: 'tanstack-ai useChat, indexedDBPersistence',
    code: `export { useChat, fetchServerSentEvents, indexedDBPersistence } from '@tanstack/ai-react'`,
  },
  {
    name: 'antd-x useXChat, OpenAIChatProvider',
    code: `export { useXChat, XRequest, OpenAIChatProvider } from '@ant-design/x-sdk'`,
  },
  {
    name: 'assistant-ui useLocalRuntime, provider',
    code: `export { useLocalRuntime, AssistantRuntimeProvider } from '@assistant-ui/react'`,
  },
]

async function bundle(code: string, without: readonly string[]): Promise<Uint8Array> {
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
  return result.outputFiles[0]!.contents
}

const rows: Record<string, { 'minified B': number; 'gzip B': number; 'gzip KiB': string }> = {}
for (const { name, code, without = [] } of entries) {
  const bytes = await bundle(code, without)
  const gzip = gzipSync(bytes).byteLength
  rows[name] = { 'minified B': bytes.byteLength, 'gzip B': gzip, 'gzip KiB': (gzip / 1_024).toFixed(1) }
}
console.table(rows)
