import type { Browser, BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import { expectAllThere, expectSound, hasLetGo, isAgreed } from './chat-checks.ts'
import type { ChatServer } from './chat-server.ts'
import { type ChatTab, createTab } from './chat-tab.ts'
import { watchLeaks } from './leak-watch.ts'
import { soon } from './soon.ts'

/** Somebody with a browser of their own, and some tabs. */
export interface ChatUser {
  readonly name: string
  readonly context: BrowserContext
  /** What does not hold for what this user does. */
  readonly excuses: Excuses
  /** Opens a tab with a conversation. */
  open(chat?: string): Promise<ChatTab>
  /** Waits until so many answers have ended on the server. */
  ended(count: number): Promise<void>
}

export interface Excuses {
  /** Requests fail: what browsers themselves say of that is no complaint. */
  failures?: boolean
  /** Some questions are answered more than once. */
  repeats?: boolean
  /** Some questions are not in view any more. */
  removals?: boolean
  /** Nothing is kept, so each tab has what it has. */
  forgets?: boolean
}

export interface UserOptions extends Excuses {
  browser: Browser
  server: ChatServer
  /** A host that is no secure context, as a phone's that opens a development server: without locks. */
  host?: string
}

interface Opened {
  readonly tab: ChatTab
  readonly chat: string
}

const networkNoise = /net::ERR_|Failed to load resource/
let users = 0

/**
 * Lets a user do something, and looks in the end at what must be so whatever has happened: nothing is under way, nothing
 * lost, doubled or mixed up, all tabs and a new one show the same, the console is empty, and no page holds on to anything.
 */
export async function asUser(options: UserOptions, act: (user: ChatUser) => Promise<void>): Promise<void> {
  const { browser, server, host = '127.0.0.1', ...excuses } = options
  const url = server.url.replace('127.0.0.1', host)
  const name = `user-${users++}`
  const context = await browser.newContext()
  await context.addCookies([{ name: 'user', value: name, url }])
  await context.addInitScript(watchLeaks)
  const complaints = complaintsIn(context)
  const opened: Opened[] = []
  const user: ChatUser = {
    name,
    context,
    excuses,
    async open(chat = 'chat') {
      const tab = await createTab(context)
      opened.push({ tab, chat })
      await tab.page.goto(`${url}/?chat=${chat}&scope=${name}`)
      await tab.until(({ storage }) => storage !== 'loading')
      return tab
    },
    async ended(count) {
      const runs = () => server.runs(name).length
      await soon(`${count} runs that have ended`, runs, (length) => length >= count)
    },
  }
  try {
    await act(user)
    await expectOrder(user, opened, server)
    expect(complaints.filter((text) => !(excuses.failures && networkNoise.test(text)))).toEqual([])
    for (const { tab } of opened) if (!tab.page.isClosed()) await hasLetGo(tab)
  } catch (error) {
    console.log(await protocol(user, opened, server), complaints)
    throw error
  } finally {
    await context.close()
  }
}

/** What each tab shows and the server knows, for whoever has to find out why. */
async function protocol({ name }: ChatUser, opened: readonly Opened[], server: ChatServer): Promise<string> {
  const brief = (text: string) => (text.length > 60 ? `${text.slice(0, 40)}… (${text.length})` : text)
  const tabs = opened.map(async ({ tab }) => {
    const { messages = [], ...state } = (await tab.look()) ?? {}
    const lines = messages.map(({ id, role, ending, text }) => `  ${id} ${role} ${ending} ${brief(text)}`)
    return [JSON.stringify(state), ...lines].join('\n')
  })
  const posts = server.posts(name).map(({ messages }) => `post ${messages.map(({ id }) => id)}`)
  const runs = server.runs(name).map(({ question, outcome, text }) => `run ${question} ${outcome} ${brief(text)}`)
  return [...(await Promise.all(tabs)), ...posts, ...runs].join('\n')
}

/** All that pages complain of from now on, also of what nobody has caught. */
function complaintsIn(context: BrowserContext): readonly string[] {
  const complaints: string[] = []
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(String(error.error().stack)))
  return complaints
}

async function expectOrder(user: ChatUser, opened: readonly Opened[], server: ChatServer): Promise<void> {
  const left = opened.filter(({ tab }) => !tab.page.isClosed())
  for (const { tab } of left) await tab.idle()
  const chats = user.excuses.forgets ? left : [...new Map(left.map((each) => [each.chat, each])).values()]
  for (const { tab, chat } of chats) {
    const sharing = left.filter((other) => other.tab === tab || (!user.excuses.forgets && other.chat === chat))
    const messages = await isAgreed(sharing.map((each) => each.tab))
    expectSound(messages)
    expectAllThere(messages, { chat, user, server })
    if (user.excuses.forgets) continue
    const late = await user.open(chat)
    expect((await late.idle()).messages).toEqual(messages)
  }
}
