// One hook in a process of its own, in jsdom with React's production build. Runs a scenario when asked and reports CPU and renders.
import { createRequire } from 'node:module'
import { JSDOM } from 'jsdom'
import { answer, historyOf, isAnswered, type Scenario } from './delta-stream.ts'

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
const { createElement, memo }: typeof import('react') = load('react')
const { createRoot }: typeof import('react-dom/client') = load('react-dom/client')
const module = await import(`../candidates/${name}.ts`)

type Message = ReturnType<typeof historyOf>[number]

const Row = memo(({ message }: { message: Message }) =>
  createElement('p', null, message.parts.map((part) => part.text ?? part.state ?? '').join('')),
)

async function runHook(scenario: Scenario): Promise<Run> {
  const use = module.createUse({ ...JSON.parse(optionsText ?? '{}'), messages: historyOf(scenario.history) })
  let chat: ReturnType<typeof use>
  let renders = 0
  function Chat() {
    chat = use()
    renders++
    return chat.messages.map((message: Message) => createElement(Row, { key: message.id, message }))
  }
  const root = createRoot(window.document.getElementById('root')!)
  root.render(createElement(Chat))
  await until(() => renders > 0)
  const run = await measure(async () => {
    await chat!.sendMessage({ text: 'go' })
    await until(() => chat!.status === 'ready' && chat!.messages.length === scenario.history + 2)
  })
  const shown = window.document.querySelector('p:last-child')?.textContent ?? ''
  const part = chat!.messages.at(-1).parts.at(-1)
  root.unmount()
  if (!isAnswered(scenario, chat!.messages) || !shown.endsWith(part.text ?? part.state)) {
    throw new Error(`${name}: the answer is not complete`)
  }
  return { ...run, renders }
}

export interface Run {
  cpuMs: number
  wallMs: number
  renders: number
}

async function measure(task: () => Promise<void>): Promise<Run> {
  // What mounting leaves behind is not to be collected in the middle.
  globalThis.gc!({ type: 'minor', execution: 'sync' })
  const before = process.cpuUsage()
  const startMs = performance.now()
  await task()
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - startMs, renders: 0 }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

process.on('message', async (scenario: Scenario) => {
  // What the stream is made of is ready before anything is measured.
  const response = answer(scenario)
  Object.defineProperty(globalThis, 'fetch', { value: async () => response, configurable: true })
  process.send!(await (module.read === undefined ? runHook(scenario) : measure(module.read)))
})
process.on('uncaughtException', (error) => {
  console.error(error)
  process.exit(1)
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')
