import type { UIMessage } from '@sluice/core/ui'
import { expect } from 'vitest'
import { answerTo, type ChatServer } from './chat-server.ts'
import type { ChatTab } from './chat-tab.ts'
import type { ChatUser } from './chat-user.ts'
import type { SeenMessage } from './seen-chat.ts'
import { soon } from './soon.ts'

/** Waits until tabs show the same. */
export async function isAgreed(tabs: readonly ChatTab[]): Promise<readonly SeenMessage[]> {
  const shown = () => Promise.all(tabs.map(async (tab) => (await tab.look())?.messages ?? []))
  const areEqual = (all: unknown[]) => new Set(all.map((messages) => JSON.stringify(messages))).size === 1
  const [messages] = await soon('tabs that show the same', shown, areEqual)
  return messages ?? []
}

/** What was asked is in view, and was paid once. */
export function expectAllThere(
  messages: readonly SeenMessage[],
  { chat, user: { name, excuses }, server }: { chat: string; user: ChatUser; server: ChatServer },
): void {
  const questions = messages.flatMap(({ role, text }) => (role === 'user' ? [text] : []))
  const posts = server.posts(name).filter(({ id }) => id === chat)
  const posted = posts.map((post) => textOf(post.messages.findLast(({ role }) => role === 'user')))
  if (!excuses.removals) expect(questions).toEqual(expect.arrayContaining(posted))
  if (!excuses.repeats) expect(server.calls(name)).toEqual([...new Set(server.calls(name))])
  for (const post of posts) expectSound(post.messages.map(asSeen))
}

function asSeen(message: UIMessage): SeenMessage {
  const { id, role, metadata } = message
  return { id, role, ending: metadata?.sluice?.ending ?? '', text: textOf(message) }
}

function textOf(message: UIMessage | undefined): string {
  return message?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? ''
}

/** A conversation that has lost nothing, doubled nothing, and mixed nothing up. */
export function expectSound(messages: readonly SeenMessage[]): void {
  const ids = messages.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [index, { role, text, ending }] of messages.entries()) {
    if (role === 'user') continue
    const question = messages[index - 1]
    expect(question?.role).toBe('user')
    const whole = answerTo(question?.text ?? '')
    if (ending === '') expect(text).toBe(whole)
    else expect(whole.startsWith(text) ? 'as far as it goes' : text).toBe('as far as it goes')
  }
}

/** Takes the conversation off the page, and waits until nothing of it is left there. */
export async function hasLetGo({ page, show }: ChatTab): Promise<void> {
  await show(undefined)
  const leftovers = () =>
    page.evaluate(async () => {
      const { listeners, channels, timers } = window.leftovers()
      const locks: LockManager | undefined = navigator.locks
      const { held = [], pending = [] } = (await locks?.query()) ?? {}
      // React's own, for all that it will ever show.
      const ours = listeners.filter((text) => !text.includes('selectionchange'))
      return [...ours, ...channels, ...timers, ...[...held, ...pending].map(({ name }) => `lock ${name}`)]
    })
  await soon('a page that has let go of everything', leftovers, ({ length }) => length === 0)
}
