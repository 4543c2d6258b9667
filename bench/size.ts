// Question: what does a page load for `useChat`? Compared with AI SDK's useChat, TanStack AI's, antd X's useXChat and
// assistant-ui's runtime.
//
// Method: Rolldown, which is Vite's bundler, bundles one import, minified, for the browser, NODE_ENV=production; react and
// react-dom are left out everywhere. "Alone" also leaves out the other packages that the hook needs. What is imported while a
// page runs are files of their own: "first" is what a page loads before any of them, "all" is with all of them, though few
// pages need them all. gzip at its default level, file by file. (esbuild would have some of the later files loaded at first:
// the package's entry names them too.)
//
// Last result (2026-11-23, gzip): first 18.8 KiB alone, 20.3 KiB with all it needs, 26.4 KiB with all that comes later; AI SDK
// 48.1 KiB, TanStack AI 44.2 KiB.
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const react = /^react(-dom)?($|\/)/
const dependencies = [/^@tanstack\//, 'idb-keyval', 'eventsource-parser']
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

interface Size {
  minified: number
  gzip: number
}

/** What a page loads at first, and with all that it may load later. */
async function sizes(code: string, without: readonly (string | RegExp)[]): Promise<{ first: Size; all: Size }> {
  const entry = 'entry.js'
  const bundle = await rolldown({
    input: entry,
    cwd: import.meta.dirname,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? join(import.meta.dirname, entry) : undefined),
        load: (id) => (basename(id) === entry ? code : undefined),
      },
    ],
    platform: 'browser',
    external: [react, ...without],
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ minify: true })
  const files = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
  const first = new Set([...files.values()].filter(({ isEntry }) => isEntry))
  // A set that grows is gone through to its end.
  for (const { imports } of first) {
    for (const name of imports) {
      const file = files.get(name)
      if (file !== undefined) first.add(file)
    }
  }
  const sizeOf = (chunks: Iterable<{ code: string }>) => {
    const contents = [...chunks].map((chunk) => Buffer.from(chunk.code))
    const sum = (lengthOf: (file: Buffer) => number) => contents.reduce((total, file) => total + lengthOf(file), 0)
    return { minified: sum((file) => file.byteLength), gzip: sum((file) => gzipSync(file).byteLength) }
  }
  return { first: sizeOf(first), all: sizeOf(files.values()) }
}

const KiB = (bytes: number) => (bytes / 1_024).toFixed(1)
const rows: Record<string, object> = {}
for (const { name, code, without = [] } of entries) {
  const { first, all } = await sizes(code, without)
  rows[name] = {
    'first, minified B': first.minified,
    'gzip B': first.gzip,
    'gzip KiB': KiB(first.gzip),
    'all, gzip KiB': KiB(all.gzip),
  }
}
console.table(rows)
