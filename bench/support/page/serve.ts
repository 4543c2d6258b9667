import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type AnswerWire, answerWires, type WireName } from './wires.ts'

export interface PagesOptions {
  /** Modules below `candidates`, without their endings: each is a page of its own. */
  candidates: readonly string[]
  deltas: readonly string[]
  /** How many deltas are written together. */
  burst: number
  /** From one write to the next. */
  everyMs: number
}

/** Pages of candidates, and the answer in every wire under `/api/<wire>`. */
export interface Pages {
  url(candidate: string): string
  close(): void
}

export async function servePages(options: PagesOptions): Promise<Pages> {
  const scripts = await bundle(options.candidates)
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '')
    if (path.startsWith('/api/')) return void answer(path.slice(5) as WireName, options, request, response)
    if (path.endsWith('.js')) return send(response, 'text/javascript', scripts.get(path.slice(1, -3)) ?? '')
    send(response, 'text/html', `<!doctype html><div id="root"></div><script type="module" src="${path}.js"></script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (candidate) => `http://127.0.0.1:${port}/${candidate}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function send(response: ServerResponse, type: string, content: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(content)
}

async function answer(name: WireName, options: PagesOptions, request: IncomingMessage, response: ServerResponse) {
  request.resume()
  const wire: AnswerWire = answerWires[name]
  const frame = (part: object | string) => `data: ${typeof part === 'string' ? part : JSON.stringify(part)}\n\n`
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...wire.headers })
  response.write(wire.start.map(frame).join(''))
  const { deltas, burst, everyMs } = options
  const startMs = performance.now()
  for (let sent = 0; sent < deltas.length && !response.destroyed; sent += burst) {
    // By the clock, for timers are late and lateness adds up.
    const dueMs = startMs + (sent / burst) * everyMs
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())))
    response.write(
      deltas
        .slice(sent, sent + burst)
        .map((delta) => frame(wire.delta(delta)))
        .join(''),
    )
  }
  response.end(wire.end.map(frame).join(''))
}

/** The candidates as a site would have them: one file each, minified, for production, with one React for all packages. */
async function bundle(candidates: readonly string[]): Promise<Map<string, string>> {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: candidates.map((name) => ({ in: here(`../../candidates/${name}.tsx`), out: name })),
    bundle: true,
    minify: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    jsx: 'automatic',
    // Linked packages would bring the workspace's.
    alias: { react: here('../../node_modules/react'), 'react-dom': here('../../node_modules/react-dom') },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return new Map(candidates.map((name) => [name, outputFiles.find(({ path }) => path === `/${name}.js`)!.text]))
}
