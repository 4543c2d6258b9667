import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParts, textOf } from '../support/chat-http.ts'
import { clientBundle, found, serverWords } from '../support/client-bundle.ts'
import { type RunningServer, run, startServer } from '../support/processes.ts'
import { repository } from '../support/source-files.ts'

const key = 'canary-5f0e-server-key'

describe('the packed packages in a new Next.js app', () => {
  let folder: string
  let app: string
  let server: RunningServer | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-packed-'))
    app = join(folder, 'app')
    cpSync(join(import.meta.dirname, 'app'), app, { recursive: true })
    await run({ command: ['pnpm', 'build'], cwd: repository })
    writeManifest(app, await pack(join(folder, 'tarballs')))
    writeFileSync(join(app, '.env.local'), `SIMULATED_API_KEY=${key}\n`)
    await run({ command: ['pnpm', 'install', '--prefer-offline'], cwd: app })
    await run({ command: ['node_modules/.bin/next', 'build'], cwd: app })
    server = await startServer({ command: ['node_modules/.bin/next', 'start', '--hostname', '127.0.0.1'], cwd: app })
  })

  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('hold their code, types, licence and description, and no tests', () => {
    for (const name of ['core', 'react', 'next-adapter']) {
      const root = join(app, 'node_modules/@sluice', name)
      expect(readdirSync(root)).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'package.json']))
      const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
      expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts']))
      expect(files.filter((file) => /\.(ts|tsx)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([])
      expect(files.filter((file) => /test-support|\.test\.|tsbuildinfo/.test(file))).toEqual([])
      expect(readFileSync(join(root, 'package.json'), 'utf8')).not.toContain('workspace:')
    }
  })

  it('hold what filters know of Chinese, with the licence it came under', async () => {
    const program = `
      import { pinyin } from '@sluice/core/pinyin'
      import { traditional } from '@sluice/core/traditional'
      const character = traditional.to[traditional.from.indexOf('貸')]
      console.log(character, pinyin(character))
    `
    const output = await run({ command: ['node', '--input-type=module', '--eval', program], cwd: app })
    expect(output).toContain('贷 dai')
    const licence = readFileSync(join(app, 'node_modules/@sluice/core/licenses/opencc.txt'), 'utf8')
    expect(licence).toMatch(/OpenCC[\s\S]+Apache License\s+Version 2\.0/)
  })

  it('render the chat on the server', async () => {
    const html = await (await fetch(server!.url)).text()
    expect(html.replaceAll('<!-- -->', '')).toContain('A packed chat, ready')
    expect(html).toContain('aria-label="Message"')
  })

  it('stream an answer to its end', async () => {
    const response = await ask({})
    expect(response.status).toBe(200)
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
    const parts = await readParts(response)
    expect(textOf(parts)).toBe('You said: 你好，世界')
    expect(parts[0]).toMatchObject({ type: 'start', messageMetadata: { sluice: { model: 'simulated' } } })
    expect(parts.at(-1)).toMatchObject({ type: 'finish', messageMetadata: { sluice: { usage: {} } } })
  })

  it.each(['signed', 'token', 'claude', 'pooled'])('show the credential that %s wants', async (model) => {
    expect(textOf(await readParts(await ask({ model })))).toBe('You said: 你好，世界')
  })

  it('answer 502 for a target whose key is missing', async () => {
    const response = await ask({ model: 'gpt' })
    expect(response.status).toBe(502)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('provider-unavailable')
    expect(error.message).not.toMatch(/key|openai/i)
  })

  it('keep a ledger in a file', async () => {
    const response = await fetch(`${server!.url}/api/ledger`)
    expect(await response.json()).toMatchObject({ sums: [{ calls: 1, cost: { CNY: '0.1' } }], taken: { ok: true } })
  })

  it('tell the browser nothing of the server', async () => {
    const bundle = clientBundle(app)
    const models = ['only-the-server-knows', 'gpt-5', 'claude-sonnet', 'ernie-4.5', 'ERNIE-4.0']
    const secrets = [key, 'SIMULATED_API_KEY', 'a-key-that-is-refused', ...models, ...serverWords]
    expect(found(bundle, ['A packed chat', ...secrets])).toEqual(['A packed chat'])
    const html = await (await fetch(server!.url)).text()
    expect(found(html, secrets)).toEqual([])
  })

  function ask(fields: Record<string, unknown>): Promise<Response> {
    const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: '你好，世界' }] }]
    return fetch(`${server!.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'packed', trigger: 'submit-message', messages, ...fields }),
    })
  }
})

/** Where the packed packages are, by name. */
async function pack(destination: string): Promise<Record<string, string>> {
  mkdirSync(destination)
  const pack = (name: string) =>
    run({ command: ['pnpm', 'pack', '--pack-destination', destination], cwd: join(repository, 'packages', name) })
  await Promise.all(['core', 'react', 'next-adapter'].map(pack))
  const nameOf = (tarball: string) => tarball.replace(/^sluice-(.*)-\d+\.\d+\.\d+.*\.tgz$/, '@sluice/$1')
  return Object.fromEntries(readdirSync(destination).map((file) => [nameOf(file), `file:${join(destination, file)}`]))
}

/** The versions are those of this repository, so that they come from pnpm's store. */
function writeManifest(app: string, tarballs: Record<string, string>): void {
  const read = (path: string) =>
    JSON.parse(readFileSync(join(repository, path), 'utf8')) as Record<string, Record<string, string>>
  const known: Record<string, string> = {
    ...read('package.json').devDependencies,
    ...read('apps/demo/package.json').dependencies,
    ...read('apps/demo/package.json').devDependencies,
    ...read('packages/core/package.json').devDependencies,
  }
  const names = ['next', 'react', 'react-dom', '@tanstack/react-query', 'pinyin-pro', 'typescript', '@types/node']
  const types = ['@types/react', '@types/react-dom']
  const dependencies = Object.fromEntries([...names, ...types].map((name) => [name, known[name]]))
  const manifest = { name: 'packed', private: true, type: 'module', dependencies: { ...tarballs, ...dependencies } }
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, null, 2))
  // What the packages need of each other is not in a registry yet.
  writeFileSync(
    join(app, 'pnpm-workspace.yaml'),
    JSON.stringify({ overrides: tarballs, allowBuilds: { sharp: false } }),
  )
}
