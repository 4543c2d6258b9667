import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { simulatedProvider } from '@sluice/core/testing'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inventedKeys } from '../../apps/demo/lib/invented-keys.ts'
import { keyVariables, modelsIn } from '../../apps/demo/lib/models.ts'
import { clientBundle, found, serverWords } from '../support/client-bundle.ts'
import { type RunningServer, startServer } from '../support/processes.ts'
import { type Served, serve } from '../support/serve.ts'
import { repository } from '../support/source-files.ts'

const demo = join(repository, 'apps/demo')
const key = 'sk-canary-91c3-of-the-demo'
const misplacedKey = 'sk-canary-5be2-of-another-vendor'
const noKeys = Object.fromEntries(keyVariables.map((variable) => [variable, '']))
const longQuestion = '介绍一下 useChat，写长一点'
const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let provider: Served
let live: RunningServer
let site: RunningServer
let browser: Browser
let context: BrowserContext
let page: Page
let complaints: string[]
let strangers: string[]

beforeAll(async () => {
  const simulated = simulatedProvider({ answer: ({ prompt }) => `真实的线路：${prompt}`, apiKey: key })
  provider = await serve(simulated)
  // As `pnpm demo` does it. The build, if one is needed, happens with the key around, as on a developer's machine.
  live = await startServer(
    {
      command: ['node', 'scripts/start.ts'],
      cwd: demo,
      env: {
        ...noKeys,
        OPENAI_API_KEY: key,
        OPENAI_BASE_URL: `${provider.url}/v1`,
        QIANFAN_API_KEY: misplacedKey,
      },
    },
    { path: '/icon.svg', withinMs: 170_000 },
  )
  site = await startServer(
    {
      command: ['node_modules/.bin/next', 'start'],
      cwd: demo,
      env: { ...noKeys, SLUICE_DEMO_TOKENS_PER_SECOND: '200' },
    },
    { path: '/icon.svg' },
  )
  // A single process would end with its first closed context.
  const args = sparticuz.args.filter((argument) => !/^--(single-process|no-zygote)$/.test(argument))
  browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args })
})

afterAll(async () => {
  await browser?.close()
  await Promise.all([site?.stop(), live?.stop(), provider?.close()])
})

async function open(options: BrowserContextOptions, url = site.url): Promise<void> {
  context = await browser.newContext({ locale: 'zh-CN', ...options })
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  strangers = []
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== url) strangers.push(request.url())
  })
  await page.goto(url)
  await composer().waitFor()
}

afterEach(async () => {
  await context?.close()
  expect(complaints).toEqual([])
  // Whatever a visitor does, no other origin learns of it.
  expect(strangers).toEqual([])
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const composer = () => page.getByRole('textbox', { name: '输入消息' })
const said = (heading: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: heading }) })
const questions = () => said('你说')
const answers = () => said('Sluice 说')
const answerText = async () => ((await answers().count()) === 0 ? '' : ((await answers().last().textContent()) ?? ''))
const answerLength = async () => (await answerText()).length

async function send(text: string): Promise<void> {
  await composer().fill(text)
  // What is typed before React has taken over the page is not sent yet.
  await expect.poll(() => isReadyToSend(text)).toBe(true)
  await button('发送').click()
}

async function isReadyToSend(text: string): Promise<boolean> {
  if (await button('发送').isEnabled()) return true
  await composer().fill('')
  await composer().fill(text)
  return false
}

async function ended(): Promise<void> {
  await button('停止生成').waitFor({ state: 'detached' })
}

/** Waits until the last answer has more than `length` characters, and returns how many it has. */
async function grownBeyond(length: number): Promise<number> {
  await expect.poll(answerLength, { interval: 20 }).toBeGreaterThan(length)
  return answerLength()
}

declare global {
  interface Window {
    lengths: Set<number>
  }
}

/** Runs in the page: keeps every length that the last article had. */
function recordGrowth(): void {
  window.lengths = new Set()
  const watch = () => window.lengths.add([...document.querySelectorAll('article')].at(-1)?.textContent.length ?? 0)
  new MutationObserver(watch).observe(document.body, { subtree: true, childList: true, characterData: true })
}

describe.each([
  { screen: 'desktop', options: desktop },
  { screen: 'phone', options: phone },
])('the demo on a $screen', ({ options }) => {
  beforeEach(() => open(options))

  it('streams an answer to a Chinese question and ends it', async () => {
    await page.evaluate(recordGrowth)
    await send('你好，你是谁？')
    await grownBeyond(5)
    await ended()
    expect(await page.evaluate(() => window.lengths.size)).toBeGreaterThan(5)
    expect(await questions().textContent()).toContain('你好，你是谁？')
    expect(await answerText()).toContain('内容由 AI 生成')
    expect(await composer().inputValue()).toBe('')
  })

  it('stops where it is told to, and answers anew', async () => {
    await send(longQuestion)
    await grownBeyond(60)
    await button('停止生成').click()
    await ended()
    expect(await answerText()).toContain('已停止生成')
    const stopped = await answerLength()
    await page.waitForTimeout(300)
    expect(await answerLength()).toBe(stopped)

    await answers().last().getByRole('button', { name: '重新生成' }).last().click()
    await button('停止生成').waitFor()
    await expect.poll(answerText).not.toContain('已停止生成')
    await grownBeyond(stopped)
    expect(await answers().count()).toBe(1)
  })

  it('sends a question again that was edited', async () => {
    await send(longQuestion)
    await grownBeyond(20)
    await button('停止生成').click()
    await ended()
    await questions().getByRole('button', { name: '编辑' }).click()
    await page.getByRole('textbox', { name: '编辑消息' }).fill('谢谢')
    await page
      .locator('form', { has: page.getByRole('textbox', { name: '编辑消息' }) })
      .getByText('发送')
      .click()
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('谢谢')])
    await ended()
    await expect.poll(answerText).toContain('内容由 AI 生成')
    expect(await answers().count()).toBe(1)
  })

  it('goes on with an answer when the page is reloaded in the middle of it', async () => {
    await send(longQuestion)
    const before = await grownBeyond(200)
    const beginning = (await answerText()).slice(0, 60)
    await page.reload()
    await grownBeyond(before + 200)
    expect(await answerText()).toContain(beginning)
    await button('停止生成').click()
    await ended()
    const text = await answerText()
    expect(text).toContain('已停止生成')
    await page.reload()
    await expect.poll(answerText).toBe(text)
    expect(await questions().allTextContents()).toEqual([expect.stringContaining(longQuestion)])
  })

  it('has a whole conversation after a reload', async () => {
    await send('你好')
    await grownBeyond(5)
    await ended()
    await send('谢谢')
    await expect.poll(() => answers().count()).toBe(2)
    await ended()
    const before = await page.getByRole('article').allTextContents()
    await page.reload()
    await expect.poll(() => page.getByRole('article').count()).toBe(4)
    await expect.poll(() => page.getByRole('article').allTextContents()).toEqual(before)
  })

  it('fits its screen', async () => {
    await send(longQuestion)
    await grownBeyond(300)
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    const box = await composer().boundingBox()
    const { height } = page.viewportSize()!
    expect(box!.y + box!.height).toBeLessThanOrEqual(height)
  })
})

describe('the demo with an input method', () => {
  it('leaves Enter to a composition that is open', async () => {
    await open(desktop)
    await composer().focus()
    const input = await context.newCDPSession(page)
    await input.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 })
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 }
    await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    await input.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    expect(await questions().count()).toBe(0)
    await input.send('Input.insertText', { text: '你好' })
    expect(await composer().inputValue()).toBe('你好')
    expect(await questions().count()).toBe(0)
    await page.waitForTimeout(60)
    await composer().press('Enter')
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('你好')])
    await ended()
  })
})

/** What the last answer says, without what stands around it. */
const saidText = async () => (await answers().last().locator('.markdown').allTextContents()).join('')

describe('an answer that was stopped', () => {
  it('goes on where it ended', async () => {
    await open(desktop)
    await send(longQuestion)
    await grownBeyond(300)
    await button('停止生成').click()
    await ended()
    const before = await saidText()
    await button('继续生成').click()
    await expect.poll(saidText, { interval: 20 }).toMatch(new RegExp(`^.{${before.length + 200}}`, 's'))
    expect((await saidText()).slice(0, before.length)).toBe(before)
    expect(await answers().count()).toBe(1)
    await button('停止生成').click()
    await ended()
  })
})

const versions = (name: string) => page.getByRole('group', { name, exact: true })

describe('the versions of what was said', () => {
  it('are kept beside each other, questions as well as answers', async () => {
    await open(desktop)
    await ask('谢谢')
    await questions().hover()
    await questions().getByRole('button', { name: '编辑' }).click()
    await page.getByRole('textbox', { name: '编辑消息' }).fill('你好')
    await page.keyboard.press('Enter')
    await expect.poll(answerText).toContain('我可以回答关于')
    await ended()
    await answers().getByRole('button', { name: '重新生成' }).click()
    await ended()
    await versions('第 2 个版本，共 2 个').last().waitFor()
    expect(await versions('第 2 个版本，共 2 个').count()).toBe(2)

    await questions().getByRole('button', { name: '上一个版本' }).click()
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('谢谢')])
    expect(await answerText()).toContain('不客气！')
    expect(await versions('第 1 个版本，共 2 个').count()).toBe(1)
    // The way back lies under the same finger.
    const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(label).toBe('下一个版本')

    await page.reload()
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('谢谢')])
    await questions().getByRole('button', { name: '下一个版本' }).click()
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('你好')])
  })
})

const queue = () => page.getByRole('list', { name: '待发送的消息' })

describe('messages that are sent while an answer is on its way', () => {
  it('wait to be changed, removed or sent at once, and go on when something else is sent', async () => {
    await open(desktop)
    await send(longQuestion)
    await grownBeyond(60)
    await send('第一')
    await send('多余')
    await send('最后，谢谢')
    await expect.poll(() => queue().getByRole('listitem').count()).toBe(3)
    const item = (text: string) => queue().getByRole('listitem').filter({ hasText: text })
    await item('多余').getByRole('button', { name: '移除' }).click()
    await item('第一').getByRole('button', { name: '修改' }).click()
    await page.getByRole('textbox', { name: '修改待发送的消息' }).fill('谢谢')
    await page.keyboard.press('Enter')
    await expect.poll(() => queue().getByRole('listitem').allTextContents()).toHaveLength(2)
    expect(await questions().count()).toBe(1)

    await button('停止生成').click()
    await ended()
    await page.getByText('停止或出错后不再自动发送').waitFor()
    expect(await questions().count()).toBe(1)

    await queue().getByRole('button', { name: '立即发送' }).first().click()
    const asked = [longQuestion, '谢谢', '最后，谢谢'].map((text) => expect.stringContaining(text))
    await expect.poll(() => questions().allTextContents()).toEqual(asked)
    await ended()
    expect(await queue().count()).toBe(0)
    expect(await answers().count()).toBe(3)
  })
})

describe('files in the demo', () => {
  it('are sent, shown, answered and kept, and say what is wrong with others', async () => {
    await open(desktop)
    await isTakenOver()
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 30 } })
    await page.locator('input[type=file]').setInputFiles([
      { name: 'site.png', mimeType: 'image/png', buffer: picture },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('第一行\n第二行') },
      { name: 'fake.png', mimeType: 'image/png', buffer: Buffer.from('x') },
    ])
    await page.getByText('fake.png 不能发送').waitFor()
    await send('这是什么？')
    await expect.poll(answerText).toContain('PNG, 40 × 30')
    expect(await answerText()).toContain('共 2 行，开头是：')
    await ended()
    for (const visit of ['this', 'next']) {
      if (visit === 'next') await page.reload()
      const image = questions().getByRole('img', { name: 'site.png' })
      await expect.poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(40)
      expect(await questions().textContent()).toContain('notes.txt')
    }
  })
})

/** Stands between the browser and the site, as a network does, and can be cut. */
async function wire(url: string): Promise<{ url: string; cut(): void; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onwards = connect(Number(new URL(url).port), '127.0.0.1')
    for (const [one, other] of [
      [socket, onwards],
      [onwards, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const close = () => {
    server.close()
    cut()
  }
  return { url: `http://127.0.0.1:${port}`, cut, close }
}

describe('a network that is lost in the middle of an answer', () => {
  it('is told of, and the answer goes on when it is back', async () => {
    const network = await wire(site.url)
    try {
      await open(desktop, network.url)
      await send(longQuestion)
      const before = await grownBeyond(100)
      await context.setOffline(true)
      network.cut()
      await expect.poll(() => notice().textContent()).toBe('网络断开了，恢复后自动继续…')
      expect(await button('停止生成').isVisible()).toBe(true)
      const beginning = (await saidText()).slice(0, before - 40)
      await context.setOffline(false)
      await expect.poll(() => notice().count()).toBe(0)
      await grownBeyond(before + 300)
      expect((await saidText()).startsWith(beginning)).toBe(true)
      await button('停止生成').click()
      await ended()
    } finally {
      // First, so that the page asks for nothing any more.
      await context.close()
      network.close()
    }
    // The browser reports by itself what it could not load.
    complaints = complaints.filter((complaint) => !complaint.includes('net::ERR_'))
  })
})

describe('two tabs of the demo', () => {
  it('show an answer grow in both, stop it from either, and forget what one of them deletes', async () => {
    await open(desktop)
    const first = page
    await send(longQuestion)
    await grownBeyond(60)
    const second = await context.newPage()
    await second.goto(first.url())
    page = second
    const seen = await grownBeyond(100)
    await grownBeyond(seen + 100)
    await button('停止生成').click()
    await ended()
    const text = await saidText()
    page = first
    await ended()
    expect(await saidText()).toBe(text)

    page = second
    await pressInLine('介绍一下', '删除')
    await expect.poll(() => first.getByRole('article').count()).toBe(0)
    expect(first.url()).not.toContain('/c/')
    await button('撤销').click()
    page = first
    await lines().getByRole('link').click()
    await expect.poll(saidText).toBe(text)

    await button('设置').click()
    await button('删除所有对话…').click()
    await button('全部删除').click()
    for (const tab of [first, second]) await tab.getByText('还没有对话').waitFor()
    page = second
    await expect.poll(() => page.getByRole('article').count()).toBe(0)
  })
})

const lines = () => page.getByRole('navigation', { name: '对话列表' }).getByRole('listitem')
const lineTitles = () => lines().allTextContents()

/** Presses a button of a line in the conversation list; they show when the mouse is there. */
async function pressInLine(title: string, name: string): Promise<void> {
  const line = lines().filter({ hasText: title })
  await line.hover()
  await line.getByRole('button', { name, exact: true }).click()
}

/** Waits until React has taken over an empty site: only then does it know that there are no conversations. */
async function isTakenOver(): Promise<void> {
  await page.getByText('还没有对话').waitFor({ state: 'attached' })
}

const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')

async function ask(question: string): Promise<void> {
  await send(question)
  await grownBeyond(5)
  await ended()
}

describe('the list of conversations', () => {
  it('gets a line for each, which can be opened and renamed', async () => {
    await open(desktop)
    await ask('谢谢')
    const address = page.url()
    expect(address).toContain('/c/')
    await button('新对话').click()
    await expect.poll(() => page.getByRole('article').count()).toBe(0)
    expect(page.url()).not.toContain('/c/')
    await ask('thanks')
    await expect.poll(lineTitles).toEqual(['thanks', '谢谢'])

    await pressInLine('谢谢', '重命名')
    await page.getByRole('textbox', { name: '对话标题' }).fill('我的对话')
    await page.keyboard.press('Enter')
    await expect.poll(lineTitles).toEqual(['thanks', '我的对话'])
    await lines().getByRole('link', { name: '我的对话' }).click()
    await expect.poll(() => questions().allTextContents()).toEqual([expect.stringContaining('谢谢')])
    expect(page.url()).toBe(address)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('我的对话')
    await page.reload()
    await expect.poll(lineTitles).toEqual(['thanks', '我的对话'])
  })

  it('gives back what was deleted', async () => {
    await open(desktop)
    await ask('谢谢')
    const before = await page.getByRole('article').allTextContents()
    await pressInLine('谢谢', '删除')
    await page.getByText('已删除「谢谢」').waitFor()
    await expect.poll(lineTitles).toEqual([])
    expect(await page.getByRole('article').count()).toBe(0)
    await button('撤销').click()
    await expect.poll(lineTitles).toEqual(['谢谢'])
    await lines().getByRole('link').click()
    await expect.poll(() => page.getByRole('article').allTextContents()).toEqual(before)
  })
})

const picker = () => page.getByRole('button', { name: /^模型/ })
const choices = () => page.getByRole('menuitemradio')

async function choose(label: string): Promise<void> {
  await picker().click()
  await choices().filter({ hasText: label }).first().click()
}

/** Keeps what the browser receives from now on; to be asked for when all of it has arrived. */
function listen(): () => Promise<string> {
  const received: Promise<string>[] = []
  page.on('response', (response) => received.push(response.body().then(String, () => '')))
  return async () => (await Promise.all(received)).join('\n')
}

describe('the models of the demo', () => {
  it('all answer, in one conversation, and say who they are and what they used', async () => {
    await open(desktop)
    const received = listen()
    await page.reload()
    await isTakenOver()
    for (const [index, { name, label, note }] of modelsIn({}).entries()) {
      await choose(`${label.zh}${note.zh}`)
      await send('谢谢')
      await expect.poll(() => answers().count()).toBe(index + 1)
      await expect
        .poll(answerText, { interval: 20 })
        .toMatch(new RegExp(`不客气！.*${label.zh} · 模拟[\\d,]+ tokens`, 's'))
      const thinks = /thinking|-gpt$|claude|deepseek/.test(name)
      expect([name, /已思考|思考过程/.test(await answerText())]).toEqual([name, thinks])
    }
    const texts = await received()
    expect(texts).toContain('text-delta')
    expect(found(texts, Object.values(inventedKeys))).toEqual([])
  })

  it('are chosen by keyboard alone', async () => {
    await open(desktop)
    await isTakenOver()
    await picker().press('Enter')
    // The button has the label too, but not the note.
    await expect.poll(focused).toContain('引用文档')
    await page.keyboard.press('c')
    await expect.poll(focused).toContain('Claude')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toContain('ERNIE 4.5')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toContain('ERNIE 4.5 · 模拟')
    await page.keyboard.press('Enter')
    expect(await choices().filter({ hasText: 'ERNIE 4.5' }).getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('Escape')
    await expect.poll(() => choices().count()).toBe(0)
    expect(await focused()).toContain('ERNIE 4.5 · 模拟')
  })

  it.each([
    ['an upright phone', { width: 390, height: 844 }],
    ['a phone on its side', { width: 740, height: 360 }],
  ])('can all be reached on %s', async (_, viewport) => {
    await open({ ...phone, viewport })
    await isTakenOver()
    await picker().tap()
    const box = (await page.getByRole('menu', { name: '模型' }).boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(viewport.width)
    await choices().last().tap()
    await expect.poll(() => picker().textContent()).toContain('DeepSeek · 模拟')
  })
})

describe('the preferences of a visitor', () => {
  const language = () => page.locator('html').getAttribute('lang')
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = 'rgb(255, 255, 255)'
  const dark = 'rgb(18, 20, 22)'

  it('change the language at once and for the next visit', async () => {
    await open(desktop)
    await isTakenOver()
    expect(await language()).toBe('zh-CN')
    await button('Switch to English').click()
    for (const visit of ['this', 'next']) {
      if (visit === 'next') await page.reload()
      await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor()
      expect(await language()).toBe('en')
      expect(await page.getByRole('textbox', { name: 'Message' }).getAttribute('placeholder')).toBe('Ask anything…')
      expect(await page.getByRole('button', { name: 'New chat' }).first().isVisible()).toBe(true)
    }
    expect(await page.title()).toBe('Sluice demo')
  })

  it('make it dark at once and for the next visit', async () => {
    await open({ ...desktop, colorScheme: 'light' })
    await isTakenOver()
    expect(await ground()).toBe(light)
    await page.getByTitle('深色').click()
    await expect.poll(ground).toBe(dark)
    await page.reload()
    expect(await ground()).toBe(dark)
    await isTakenOver()
    expect(await page.getByRole('radio', { name: '深色' }).isChecked()).toBe(true)
  })

  it('follow the system until something is chosen', async () => {
    await open({ ...desktop, colorScheme: 'dark' })
    expect(await ground()).toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    await expect.poll(ground).toBe(light)
  })

  it('choose the model that is asked, now and at the next visit', async () => {
    await open(desktop)
    await isTakenOver()
    expect(await picker().textContent()).toContain('Sluice 文档 · 模拟')
    await choose('Sluice 思考')
    await expect.poll(() => picker().textContent()).toContain('Sluice 思考 · 模拟')
    await page.reload()
    await isTakenOver()
    const asked = page.waitForRequest((request) => request.method() === 'POST')
    await send(longQuestion)
    expect((await asked).postDataJSON()).toMatchObject({ model: 'thinking' })
    await page.getByRole('button', { name: /思考/ }).first().waitFor()
    await button('停止生成').click()
    await ended()
  })
})

/** Waits until a figure has stopped changing: browsers may scroll smoothly. */
async function settled(read: () => Promise<number>): Promise<number> {
  let last: number | undefined
  const isSame = async () => {
    const before = last
    last = await read()
    return last === before
  }
  await expect.poll(isSame, { interval: 80 }).toBe(true)
  return read()
}

describe('an answer of the demo', () => {
  it('is copied as it was written', async () => {
    await open(desktop)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await ask('谢谢')
    await answers().getByRole('button', { name: '复制', exact: true }).click()
    await answers().getByRole('button', { name: '已复制', exact: true }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^不客气！.*\n\n> 这是模拟的模型.*`OPENAI_API_KEY`/)
  })

  it('stays where the reader scrolled to, and is followed again after a jump', async () => {
    await open({ viewport: { width: 1280, height: 420 } })
    const scroller = page.locator('.scroller')
    const top = () => scroller.evaluate((box) => box.scrollTop)
    const distance = () => scroller.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
    await send(longQuestion)
    await expect.poll(top, { interval: 20 }).toBeGreaterThan(150)
    await expect.poll(distance, { interval: 20 }).toBeLessThan(48)

    await scroller.hover()
    await page.mouse.wheel(0, -120)
    await button('回到最新').waitFor()
    const left = await settled(top)
    await grownBeyond((await answerLength()) + 150)
    expect(await top()).toBe(left)

    await button('回到最新').click()
    await expect.poll(distance).toBeLessThan(48)
    await button('回到最新').waitFor({ state: 'detached' })
    await grownBeyond((await answerLength()) + 150)
    await expect.poll(distance, { interval: 20 }).toBeLessThan(48)
    expect(await top()).toBeGreaterThan(left)
    await button('停止生成').click()
    await ended()
  })
})

const faults = () => page.getByRole('complementary', { name: '故障' })
const healthOf = (label: string) => faults().getByRole('listitem').filter({ hasText: label }).first()
const decisions = () => faults().getByRole('list', { name: '实时决策' })
const notice = () => page.locator('.notice')

async function breakModel(label: string, fault: string): Promise<void> {
  if ((await faults().count()) === 0) await page.getByRole('button', { name: /^故障/ }).click()
  await faults()
    .getByRole('combobox', { name: `「${label}」的故障` })
    .selectOption({ label: fault })
}

describe('the faults of the demo', () => {
  beforeEach(async () => {
    await open(desktop)
    await isTakenOver()
    await choose('GPT-5 mini')
  })

  it('make another model answer, and open the circuit of one that stays down', async () => {
    await breakModel('GPT-5 mini', '出错 500')
    await send('谢谢')
    await expect.poll(answerText).toContain('Sluice 文档 · 模拟')
    expect(await answerText()).toContain('不客气！')
    await expect.poll(() => decisions().textContent()).toContain('从「GPT-5 mini」换到「Sluice 文档」（服务出错）')
    expect(await decisions().textContent()).toMatch(/秒后作第 2 次尝试（服务出错）/)
    await breakModel('GPT-5 mini', '连接不上')
    await send('谢谢')
    await expect.poll(() => answers().count()).toBe(2)
    await ended()
    const secondsLeft = async () =>
      Number(/(\d+) 秒后试探/.exec((await healthOf('GPT-5 mini').textContent()) ?? '')?.[1])
    await expect.poll(secondsLeft).toBeGreaterThan(0)
    const first = await secondsLeft()
    await expect.poll(secondsLeft).toBeLessThan(first)
    await send('谢谢')
    await expect.poll(() => decisions().textContent()).toContain('从「GPT-5 mini」换到「Sluice 文档」（已熔断）')
  })

  it('let a question wait for as long as a model asks, and say so', async () => {
    await breakModel('GPT-5 mini', '请求过多 429')
    await send('谢谢')
    await expect
      .poll(() => notice().allTextContents(), { interval: 20 })
      .toEqual([expect.stringMatching(/^排队中，约 \d 秒…$/)])
    await expect.poll(() => healthOf('GPT-5 mini').textContent()).toMatch(/限流，停 \d 秒/)
    await expect.poll(answerText).toContain('GPT-5 mini · 模拟')
    expect(await notice().count()).toBe(0)
  })

  it('leave nothing of an answer that was cut: the next model gives a whole one', async () => {
    await breakModel('GPT-5 mini', '答到一半断开')
    await send('你好，你是谁？')
    await expect.poll(answerText).toContain('Sluice 文档 · 模拟')
    const text = (await answerText()).replace(/^Sluice 说/, '')
    expect(text.split(text.slice(0, 12))).toHaveLength(2)
    expect(text).toContain('这是模拟的模型')
    await expect.poll(() => decisions().textContent()).toContain('换到「Sluice 文档」，重新回答')
  })

  it('show a queue where more is asked at once than a model takes', async () => {
    await page.getByRole('button', { name: '故障', exact: true }).click()
    await button('同时问 5 个问题').click()
    await expect.poll(() => healthOf('GPT-5 mini').textContent(), { interval: 50 }).toMatch(/进行中 2\/2.*排队 [1-3]/)
    await expect.poll(() => decisions().textContent()).toContain('轮到了')
    await faults().getByRole('combobox').first().press('Escape')
    await faults().waitFor({ state: 'detached' })
    expect(await focused()).toBe('故障')
  })
})

type Box = Awaited<ReturnType<ReturnType<typeof faults>['boundingBox']>>
const edgesOf = (box: Box) => box && [box.x, box.width, box.y + box.height]

describe('the faults of the demo on a phone', () => {
  it('are set in a sheet, which leaves when it is told to', async () => {
    await open(phone)
    await isTakenOver()
    await page.getByRole('button', { name: '故障', exact: true }).tap()
    await expect.poll(async () => edgesOf(await faults().boundingBox())).toEqual([0, 390, 844])
    await breakModel('Sluice 文档', '连接不上')
    await button('关闭故障面板').tap()
    await send('谢谢')
    await expect.poll(answerText).toContain('通义千问 Qwen · 模拟')
  })
})

const usagePanel = () => page.getByRole('complementary', { name: '用量' })
const usageButton = () => page.getByRole('button', { name: /^用量/ })
const figures = () => answers().last().locator('.figures')

/** Asks the dear model, two at a time as it answers, until too little is left for it and another one answers. */
async function spendAll(): Promise<void> {
  const ask = async (id: string) => {
    const message = { id, role: 'user', parts: [{ type: 'text', text: '怎样在 Next.js 应用里加上聊天？' }] }
    const data = { id, messages: [message], trigger: 'submit-message', model: 'deluxe' }
    const reply = await page.request.post(`${site.url}/api/chat`, { data })
    return (await reply.text()).includes('over-budget')
  }
  for (let round = 0; round < 10; round++) {
    const isOver = await Promise.all([ask(`one-${round}`), ask(`other-${round}`)])
    if (isOver.includes(true)) break
  }
  // Two at once reserve twice: of what one of them left there may be enough for another.
  for (let more = 0; more < 10; more++) if (await ask(`more-${more}`)) return
}

describe('what answers of the demo cost', () => {
  it('stands under each in its own currency, and above the conversation in both, also after a reload', async () => {
    await open(desktop)
    await isTakenOver()
    await choose('GPT-5 mini')
    await ask('谢谢')
    await expect.poll(() => figures().textContent()).toMatch(/tokens\$0\.0\d+/)
    const dollars = /\$0\.0\d+/.exec((await figures().textContent()) ?? '')?.[0]
    await expect.poll(() => usageButton().textContent()).toBe(dollars)
    await choose('文心 ERNIE 4.5')
    await ask('谢谢')
    await expect.poll(() => figures().textContent()).toMatch(/tokens¥0\.0\d+/)
    const yuan = /¥0\.0\d+/.exec((await figures().textContent()) ?? '')?.[0]
    await figures().getByRole('button').click()
    const details = answers().last().getByLabel('详细数据')
    await expect
      .poll(() => details.textContent())
      .toMatch(/模型文心 ERNIE 4\.5.*服务商qianfan费用¥.*输入 tokens\d+输出 tokens\d+/)
    for (const visit of ['this', 'next']) {
      if (visit === 'next') await page.reload()
      await expect.poll(() => usageButton().textContent()).toBe(`${yuan} + ${dollars}`)
      await expect.poll(() => figures().textContent()).toContain(yuan)
    }
  })
})

describe('the budget of a visitor to the demo', () => {
  it('is told of in the panel, lets a cheaper model answer, and refuses until it renews', async () => {
    await open(desktop)
    await isTakenOver()
    await ask('谢谢')
    await usageButton().click()
    await expect
      .poll(() => usagePanel().textContent())
      .toMatch(/剩 ¥5\.00已用 ¥0\.00\d+，共 ¥5\.00恢复时间(今天|明天) \d\d:\d\d/)
    await button('改用最贵的模型').click()
    await spendAll()

    await send('谢谢')
    await expect.poll(() => answers().count()).toBe(2)
    await ended()
    const notice = page.getByRole('status').filter({ hasText: '今天的预算用了' })
    await expect.poll(() => notice.textContent()).toMatch(/^今天的预算用了 [89]\d%，还剩 ¥0\.\d\d$/)
    expect(await answerText()).toContain('Sluice 文档 · 模拟')

    await usagePanel().getByRole('switch', { name: '不够时换便宜的模型' }).click()
    await send('谢谢')
    const refusal = page.locator('.error-card')
    await expect.poll(() => refusal.textContent()).toMatch(/预算不够了.*预算(今天|明天) \d\d:00 恢复/)
    await button('重置预算').click()
    await expect.poll(() => usagePanel().textContent()).toContain('已用 ¥0.00，共 ¥5.00')
    await notice.waitFor({ state: 'detached' })
    await refusal.getByRole('button', { name: '重试' }).click()
    await expect.poll(answerText).toContain('Sluice 天价 · 模拟')
    // The browser reports the status by itself.
    complaints = complaints.filter((complaint) => !complaint.includes('status of 402'))
  })

  it('is a sheet on a phone, which fits', async () => {
    await open(phone)
    await isTakenOver()
    await usageButton().tap()
    await expect.poll(() => usagePanel().textContent()).toContain('剩 ¥5.00')
    await expect.poll(async () => edgesOf(await usagePanel().boundingBox())).toEqual([0, 390, 844])
    await button('关闭用量面板').tap()
    await usagePanel().waitFor({ state: 'detached' })
  })
})

const pageText = () => page.getByRole('textbox', { name: '要检查的文本' })
const part = (name: string) => page.getByRole('region', { name, exact: true })

/** Opens the page of filters from a conversation, as visitors do, and waits until it works. */
async function openFilterPage(): Promise<void> {
  await isTakenOver()
  await page.getByRole('link', { name: '内容过滤' }).first().click()
  await pageText().waitFor()
  expect(page.url()).toBe(`${site.url}/filter`)
}

describe('the page of filters', () => {
  it('marks a disguised term while it is typed, and plays it as a stream to the same result', async () => {
    await open(desktop)
    await openFilterPage()
    await pageText().fill('')
    await pageText().pressSequentially('他在放*')
    await expect.poll(() => part('文本').textContent()).toContain('没有命中，一个字节都没动')
    await pageText().pressSequentially('貸，也写fàng')
    const marks = () => part('找到的').locator('mark').allTextContents()
    await expect.poll(marks).toEqual(['放*貸'])
    expect(await part('放行的').textContent()).toBe('他在███，也写fàng')
    await expect.poll(() => part('文本').textContent()).toMatch(/1 处命中 · 打码12 个字符扫描用时 [\d.]+ (µs|ms)/)
    expect(await page.getByRole('row').last().allTextContents()).toEqual(['词表放*貸2–5打码中'])

    await part('流').getByRole('slider', { name: '每块大小' }).fill('1')
    for (let piece = 0; piece < 4; piece++) await button('单步').click()
    const stream = part('已放出')
    expect(await stream.locator('.lab-emitted').textContent()).toBe('他在')
    expect(await stream.locator('.lab-held').textContent()).toContain('放*')
    await button('继续').click()
    await part('流').getByText('与整段扫描的结果完全一致').waitFor()
    expect(await stream.textContent()).toBe('他在███，也写fàng')
  })

  it('stops where a term blocks, says what is wrong with a rule, and loads pinyin when it is wanted', async () => {
    await open(desktop)
    await page.goto(`${site.url}/filter`)
    await pageText().waitFor()
    // What is pressed before React has taken over the page does nothing yet.
    const blocks = page.getByRole('radio', { name: '拦截' })
    await expect.poll(async () => [await blocks.check({ force: true }), await blocks.isChecked()][1]).toBe(true)
    await pageText().fill('前面的话，fang贷，后面的话')
    const terms = page.getByRole('textbox', { name: '词表' })
    await terms.fill(`放贷\n${'长'.repeat(300)}`)
    await page
      .getByRole('alert')
      .filter({ hasText: /问题出在「长{24}…」/ })
      .waitFor()
    await terms.fill('放贷')
    await expect.poll(() => part('文本').textContent()).toContain('没有命中')
    await page.getByRole('checkbox', { name: /^拼音/ }).check({ force: true })
    await expect.poll(() => part('找到的').locator('mark').allTextContents()).toEqual(['fang贷'])
    expect(await part('放行的').textContent()).toBe('前面的话，')
    await part('流').getByRole('slider', { name: '速度' }).fill('60')
    await button('播放').click()
    await part('流').getByText('在第 6 个字符处拦下，流到此为止。').waitFor()
    expect(await part('已放出').textContent()).toBe('前面的话，')
  })

  it('is reached on a phone, fits it, and leaves for a conversation', async () => {
    await open(phone)
    await button('打开对话列表').tap()
    await page.getByRole('link', { name: '内容过滤' }).first().tap()
    await pageText().waitFor()
    await part('找到的').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    expect(await page.getByRole('textbox', { name: '词表' }).isVisible()).toBe(false)
    await page.getByRole('button', { name: '修改规则' }).tap()
    expect(await page.getByRole('textbox', { name: '词表' }).isVisible()).toBe(true)
    await page.goBack()
    await composer().waitFor()
    await page.goForward()
    await pageText().waitFor()
    await button('新对话').last().tap()
    await composer().waitFor()
    expect(page.url()).toBe(`${site.url}/`)
  })
})

const filterNote = () => page.locator('.filter-note')

describe('a conversation that is filtered', () => {
  it('shows other words for those of a list, however they are spelt, and says so', async () => {
    await open(desktop)
    await ask('讲一个会被过滤的故事')
    await expect.poll(answerText).toContain('夜里悄悄卖[内容被过滤]。')
    expect((await answerText()).split('[内容被过滤]')).toHaveLength(5)
    expect(await answerText()).not.toMatch(/私.?[盐鹽]/)
    expect(await filterNote().textContent()).toContain('回答里有内容被规则过滤了。')
    await page.getByRole('link', { name: '试试规则' }).click()
    await pageText().waitFor()
  })

  it('ends where a rule stops the answer, and says what can be done', async () => {
    await open(desktop)
    await send('讲一个会被拦下的故事')
    const card = page.locator('.error-card')
    await expect.poll(() => card.textContent()).toMatch(/回答被拦下了.*可以换一种问法，或重新生成/)
    await ended()
    expect(await saidText()).toMatch(/因为那分明是一张$/)
    expect(await card.getByRole('button').allTextContents()).toEqual(['重试', ''])
  })

  it('keeps from the model what is private, and shows it in the answer again', async () => {
    await open(desktop)
    const received = listen()
    await ask('身份证 11010519491231002X，你看得到吗？')
    await expect.poll(answerText).toContain('你发来的内容里有这些：11010519491231002X')
    expect(await answerText()).toContain('占位符 PRC_ID_1')
    expect(await received()).not.toContain('<PRC_ID_1>')
    // What is there again is not told of as missing; a key is.
    expect(await filterNote().count()).toBe(0)
    await send(`bce-v3/ALTAK-${'q8Xw2LmTz7RbKc4VnYh3J'}/${'9f3a61c07be24d58a1f09c6e7d3b42508ae1f6c9'} 为什么被拒绝？`)
    await expect.poll(() => filterNote().textContent()).toContain('问题里的密钥被规则遮住了，模型没有看到。')
    await ended()
  })

  it('sends no question that is against the rules, which can be edited, or left for another', async () => {
    await open(desktop)
    await send('哪里有藏宝图？')
    const card = page.locator('.error-card')
    await expect.poll(() => card.textContent()).toMatch(/这个问题没有发给模型.*可以修改它，也可以直接问别的/)
    await button('修改问题').click()
    await expect.poll(() => page.getByRole('textbox', { name: '编辑消息' }).inputValue()).toBe('哪里有藏宝图？')
    await page.keyboard.press('Escape')
    await ask('谢谢')
    await expect.poll(answerText).toContain('不客气！')
    expect(await questions().allTextContents()).toEqual([expect.stringContaining('谢谢')])
    // The browser reports the status by itself.
    complaints = complaints.filter((complaint) => !complaint.includes('status of 422'))
  })
})

describe('the demo with a real key', () => {
  it('uses the key on the server and shows it to no browser', async () => {
    await open(desktop, live.url)
    const received = listen()
    await page.reload()
    expect(await picker().textContent()).toMatch(/真实模型$/)
    await send('你好')
    await expect.poll(answerText).toContain('真实的线路：你好')
    await ended()
    const texts = await received()
    // Compared apart, so that a failure does not print all of it.
    const seen = ['text-delta', key, provider.url].map((word) => texts.includes(word))
    expect(seen).toEqual([true, false, false])
  })

  it('tells whoever runs it which key is wrong, and visitors only that the model is not available', async () => {
    expect(live.output()).toContain('Sluice: ernie: The key looks like a key of another provider.')
    await open(desktop, live.url)
    await isTakenOver()
    const received = listen()
    await choose('文心 ERNIE')
    await send('你好')
    await page.getByRole('heading', { name: '模型服务暂不可用' }).waitFor()
    expect(found(`${await received()}${live.output()}`, [misplacedKey])).toEqual([])
    // The browser reports the status by itself.
    complaints = complaints.filter((complaint) => !complaint.includes('status of 502'))
  })

  it('loads no picture that an answer names', async () => {
    await open(desktop, live.url)
    await ask('![图片](https://pictures.example/seen.png)')
    expect(await answers().getByRole('link', { name: '图片' }).getAttribute('href')).toContain('pictures.example')
    expect(await answers().locator('img').count()).toBe(0)
    expect(strangers).toEqual([])
  })

  it('has a client bundle without it and without server code', () => {
    const bundle = clientBundle(demo)
    const vendors = /api\.(anthropic|deepseek)\.com|baidubce\.com|aliyuncs\.com/
    expect(found(bundle, [key, misplacedKey, ...Object.values(inventedKeys), vendors, ...serverWords])).toEqual([])
  })
})
