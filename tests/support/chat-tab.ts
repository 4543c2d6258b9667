import type { UseChatResult } from '@sluice/react'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { SeenChat } from './seen-chat.ts'
import { soon } from './soon.ts'

declare global {
  interface Window {
    look(): SeenChat | undefined
    show(id: string | undefined): void
    chat(): UseChatResult | undefined
    clearAll(): Promise<void>
    removeChat(id: string): Promise<void>
  }
}

/** A tab that shows a conversation. */
export interface ChatTab {
  readonly page: Page
  readonly devtools: CDPSession
  look(): Promise<SeenChat | undefined>
  /** Says something, and does not wait for the answer. */
  say(text: string, messageId?: string): Promise<void>
  /** Calls one of the hook's functions and does not wait for what comes of it. */
  call(name: 'stop' | 'regenerate' | 'continue'): Promise<void>
  /** Shows another conversation, or none. */
  show(chat: string | undefined): Promise<void>
  /** Waits until what is on screen is as wanted. */
  until(isSo: (seen: SeenChat) => boolean): Promise<SeenChat>
  /** Waits until the conversation is just this. */
  shows(...texts: readonly string[]): Promise<SeenChat>
  /** Waits until the last answer has more than so many characters. */
  grown(beyond: number): Promise<SeenChat>
  /** Waits until nothing is under way and nothing waits. */
  idle(): Promise<SeenChat>
  /** As when a tab runs out of memory: nothing in it has a word to say. */
  crash(): Promise<void>
  /** Takes the network away, or gives it back. What is under way stays: that has to be cut. */
  setOffline(offline: boolean): Promise<void>
}

export async function createTab(context: BrowserContext): Promise<ChatTab> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  // A page on its way elsewhere shows nothing.
  const look = () => page.evaluate(() => window.look()).catch(() => undefined)
  async function until(isSo: (seen: SeenChat) => boolean, what = String(isSo)): Promise<SeenChat> {
    return (await soon(what, look, (seen) => seen !== undefined && isSo(seen))) as SeenChat
  }
  return {
    page,
    devtools,
    look,
    say: (text, messageId) => page.evaluate((message) => void window.chat()?.sendMessage(message), { text, messageId }),
    call: (name) => page.evaluate((name) => void window.chat()?.[name](), name),
    show: (chat) => page.evaluate((chat) => window.show(chat), chat),
    until,
    shows: (...texts) => until(({ messages }) => `${messages.map(({ text }) => text)}` === `${texts}`, `${texts}`),
    grown: (beyond) =>
      until(({ messages }) => lengthOfAnswer(messages.at(-1)) > beyond, `more than ${beyond} characters`),
    idle: () => until(({ status, queue }) => (status === 'ready' || status === 'error') && queue.length === 0),
    async crash() {
      const crashed = page.waitForEvent('crash')
      // Nobody is left to answer.
      devtools.send('Page.crash').catch(() => undefined)
      await crashed
      await page.close()
    },
    async setOffline(offline) {
      const pace = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
      await devtools.send('Network.emulateNetworkConditions', { offline, ...pace })
    },
  }
}

function lengthOfAnswer(message: SeenChat['messages'][number] | undefined): number {
  return message?.role === 'assistant' ? message.text.length : 0
}
