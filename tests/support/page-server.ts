import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Served, serve } from './serve.ts'
import { packageSources } from './workerd.ts'

/** A page on a real socket, with a chat behind it. */
export interface ServedPage extends Served {
  /** Tears the answers of the chat that are under way, as a network does: all, or those to the requests that are meant. */
  cut(isMeant?: (request: Request) => boolean): void
}

export interface PageOptions {
  /** The page's program. It finds an element `#root`. */
  entry: URL
  /** Answers at `/api/chat` and below, such as what `createChatRoute` makes. */
  route?: Partial<Record<string, (request: Request) => Promise<Response>>> | undefined
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Page</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/page.js"></script>
  </body>
</html>
`

/** Bundles a program from the packages' sources and serves it as a page. */
export async function servePage({ entry, route = {} }: PageOptions): Promise<ServedPage> {
  const program = await bundled(entry)
  const answers = new Map<AbortController, Request>()

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/page.js') return text(program, 'text/javascript')
    if (!/^\/api\/chat(\/|$)/.test(pathname)) return text(page, 'text/html')
    const handle = route[request.method]
    return handle === undefined ? new Response(null, { status: 405 }) : cuttable(await handle(request), request)
  }
  function cuttable(response: Response, request: Request): Response {
    if (response.body === null) return response
    const torn = new AbortController()
    answers.set(torn, request)
    const end = new TransformStream({ flush: () => void answers.delete(torn) })
    return new Response(response.body.pipeThrough(end, { signal: torn.signal }), response)
  }
  const served = await serve(answer)
  return {
    ...served,
    cut(isMeant = () => true) {
      for (const [torn, request] of answers) {
        if (!isMeant(request)) continue
        torn.abort(new TypeError('The network is gone.'))
        answers.delete(torn)
      }
    },
  }
}

function text(content: string, type: string): Response {
  return new Response(content, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' } })
}

async function bundled(entry: URL): Promise<string> {
  const react = fileURLToPath(new URL('../../packages/react/src/', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    alias: {
      ...packageSources,
      '@sluice/react': `${react}index.ts`,
      '@sluice/react/testing': `${react}testing/index.ts`,
    },
    // So that React complains of what it can.
    define: { 'process.env.NODE_ENV': '"development"' },
    jsx: 'automatic',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}
