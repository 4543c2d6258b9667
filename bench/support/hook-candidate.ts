// One hook in a process of its own, in jsdom with React's production build. Runs a delivery when asked and reports CPU and renders.
import { createRequire } from 'node:module'
import { JSDOM } from 'jsdom'
import { answer, type Delivery, textOf } from './delta-stream.ts'

const [name, optionsText] = process.argv.slice(2)
const { window } = new JSDOM('<!doctype html><div id="root"></div>', {
  pretendToBeVisual: true,
  url: 'http://localhost/',
})
for (const key of ['document', 'requestAnimationFrame', 'cancelAnimationFrame', 'HTMLElement', 'Node'] as const) {
  Object.defineProperty(globalThis, key, { value: window[key], configurable: true, writable: true })
}
Object.defineProperty(globalThis, 'window', { value: window, configurable: true })

// Every hook with the React that it is installed with: linked packages have the workspace's.
const load = createRequire(new URL(name === 'hook-sluice' ? '../../package.json' : '../package.json', import.meta.url))
const { createElement }: typeof import('react') = load('react')
const { createRoot }: typeof import('react-dom/client') = load('react-dom/client')
const module = await import(`../candidates/${name}.ts`)
const deltas = 5_000

async function runHook(): Promise<{ renders: number }> {
  const use = module.createUse(JSON.parse(optionsText ?? '{}'))
  let chat: ReturnType<typeof use>
  let renders = 0
  function Chat() {
    chat = use()
    renders++
    return chat.messages.map((message: { id: string; parts: { type: string; text?: string }[] }) =>
      createElement('p', { key: message.id }, message.parts.map((part) => part.text ?? '').join('')),
    )
  }
  const root = createRoot(window.document.getElementById('root')!)
  root.render(createElement(Chat))
  await until(() => renders > 0)
  await chat!.sendMessage({ text: 'go' })
  await until(() => chat!.status === 'ready' && chat!.messages.length === 2)
  const text = window.document.querySelectorAll('p')[1]?.textContent
  root.unmount()
  if (text !== textOf(deltas)) throw new Error(`${name}: the answer is not complete`)
  return { renders }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

process.on('message', async (delivery: Delivery) => {
  Object.defineProperty(globalThis, 'fetch', { value: async () => answer(deltas, delivery), configurable: true })
  const before = process.cpuUsage()
  const startMs = performance.now()
  const { renders } = module.read === undefined ? await runHook() : { renders: 0, ...(await module.read()) }
  const { user, system } = process.cpuUsage(before)
  process.send!({ cpuMs: (user + system) / 1_000, renders, wallMs: performance.now() - startMs })
})
process.on('uncaughtException', (error) => {
  console.error(error)
  process.exit(1)
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')
