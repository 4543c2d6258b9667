import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { answered, type ChatServer, serveChat } from '../support/chat-server.ts'
import type { ChatTab } from '../support/chat-tab.ts'
import { asUser, type ChatUser } from '../support/chat-user.ts'
import { soon } from '../support/soon.ts'

let browser: Browser
let server: ChatServer
let forgetful: ChatServer
beforeAll(async () => {
  ;[browser, server, forgetful] = await Promise.all([launchBrowser(), serveChat(), serveChat({ hasLog: false })])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([server?.close(), forgetful?.close()])
})

const openTwo = async (user: ChatUser) => [await user.open(), await user.open()] as const
const texts = async (tab: ChatTab) => (await tab.look())?.messages.map(({ text }) => text)

describe.concurrent('an answer in one tab', () => {
  it('grows in another, and both end with it', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      const goOn = server.hold(user.name, 100)
      await first.say('say 60 of tea')
      expect((await second.grown(20)).status).toBe('streaming')
      goOn()
      const whole = [...answered('say 60 of tea')]
      await first.shows(...whole)
      await second.shows(...whole)
    }))

  it('grows in one that opens in the middle of it', () =>
    asUser({ browser, server }, async (user) => {
      const goOn = server.hold(user.name, 100)
      const first = await user.open()
      await first.say('say 60 of tea')
      await first.grown(40)
      const late = await user.open()
      expect((await late.grown(40)).status).toBe('streaming')
      goOn()
      await late.shows(...answered('say 60 of tea'))
    }))

  it('lets what is sent in another wait', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      const goOn = server.hold(user.name, 100)
      await first.say('say 80 of tea')
      await second.grown(10)
      await second.say('say 20 of milk')
      const { queue } = await second.until((seen) => seen.queue.length > 0)
      expect(queue).toEqual(['say 20 of milk'])
      goOn()
      await first.shows(...answered('say 80 of tea'), ...answered('say 20 of milk'))
      expect(server.posts(user.name)[1]?.messages).toHaveLength(3)
    }))

  it('stops from another, for the server too', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 900 of tea')
      await second.grown(60)
      await second.call('stop')
      await first.until(({ messages }) => messages[1]?.ending === 'stopped')
      await user.ended(1)
      expect(server.runs(user.name)).toMatchObject([{ outcome: 'aborted' }])
    }))

  it('is not stopped by another that is closed', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 80 of tea')
      await second.grown(20)
      await second.page.close()
      await first.shows(...answered('say 80 of tea'))
    }))
})

describe.concurrent('a tab that dies while an answer comes', () => {
  const deaths = [
    { way: 'closed', kill: (tab: ChatTab) => tab.page.close() },
    { way: 'crashed', kill: (tab: ChatTab) => tab.crash() },
  ]
  it.each(deaths)('$way, leaves the rest of it to another', ({ kill }) =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 150 of tea')
      await second.grown(60)
      await kill(first)
      await second.shows(...answered('say 150 of tea'))
    }),
  )
  it.each(deaths)('$way, leaves the rest of it to another where browsers have no locks, too', ({ kill }) =>
    asUser({ browser, server, host: 'chat.test' }, async (user) => {
      const [first, second] = await openTwo(user)
      expect(await first.page.evaluate(() => 'locks' in navigator)).toBe(false)
      await first.say('say 150 of tea')
      await second.grown(60)
      await kill(first)
      await second.shows(...answered('say 150 of tea'))
    }),
  )

  it.each(deaths)('$way, leaves it interrupted where the server keeps nothing', ({ kill }) =>
    asUser({ browser, server: forgetful }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 150 of tea')
      await second.grown(60)
      await kill(first)
      const { status } = await second.until(({ messages }) => messages[1]?.ending === 'interrupted')
      expect(status).toBe('ready')
    }),
  )

  it.each(deaths)('$way before its first word, leaves all of it to another', ({ kill }) =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      const goOn = server.hold(user.name, 0)
      await first.say('say 20 of tea')
      await second.until(({ status, messages }) => status === 'submitted' && messages.length === 1)
      await soon(
        'a question that has arrived',
        () => server.calls(user.name),
        (calls) => calls.length === 1,
      )
      await kill(first)
      goOn()
      await second.shows(...answered('say 20 of tea'))
    }),
  )

  it('leaves it to one after the other, if they all die', () =>
    asUser({ browser, server }, async (user) => {
      const tabs = [await user.open(), await user.open(), await user.open(), await user.open()]
      const last = tabs.at(-1)!
      await tabs[0]!.say('say 200 of tea')
      for (const [index, tab] of tabs.slice(0, -1).entries()) {
        await last.grown(50 + 100 * index)
        await (index % 2 === 0 ? tab.crash() : tab.page.close())
      }
      await last.shows(...answered('say 200 of tea'))
    }))

  it('comes back with it by a reload, with another beside it', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 150 of tea')
      await second.grown(60)
      await first.page.reload()
      await Promise.all([first, second].map((tab) => tab.shows(...answered('say 150 of tea'))))
    }))

  it('comes back with it by a reload, even if all are reloaded at once', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 150 of tea')
      await second.grown(60)
      await Promise.all([first.page.reload(), second.page.reload()])
      await Promise.all([first, second].map((tab) => tab.shows(...answered('say 150 of tea'))))
    }))
})

describe.concurrent('what two tabs do at once', () => {
  it('happens one after the other', () =>
    asUser({ browser, server }, async (user) => {
      const [first, second] = await openTwo(user)
      await Promise.all([first.say('say 20 of tea'), second.say('say 20 of milk')])
      await user.ended(2)
    }))
})

describe.concurrent('what is done in one tab', () => {
  it('is seen in another: a question that is changed, an answer that is given anew, and the way back', () =>
    asUser({ browser, server, repeats: true, removals: true }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 10 of tea')
      const { messages } = await second.shows(...answered('say 10 of tea'))
      await second.say('say 10 of milk', messages[0]!.id)
      await first.shows(...answered('say 10 of milk'))
      await first.call('regenerate')
      await user.ended(3)
      await first.idle()
      const counts = () =>
        second.page.evaluate(() =>
          [...document.querySelectorAll('article')].map(({ id }) => window.chat()?.branch(id).count),
        )
      await soon('branches', counts, (found) => JSON.stringify(found) === '[2,2]')
      await second.page.evaluate(() => window.chat()?.branch(document.querySelector('article')!.id).goTo(0))
      await first.shows(...answered('say 10 of tea'))
    }))

  it('is seen in another: a message that is deleted', () =>
    asUser({ browser, server, removals: true }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 10 of tea')
      await first.shows(...answered('say 10 of tea'))
      await first.say('say 10 of milk')
      await second.until(({ messages, status }) => messages.length === 4 && status === 'ready')
      await second.idle()
      await second.page.evaluate(() => window.chat()?.setMessages((messages) => messages.slice(0, 2)))
      await first.shows(...answered('say 10 of tea'))
    }))

  it('is not undone by the answer that another writes down late: a conversation that is deleted stays so', () =>
    asUser({ browser, server, removals: true }, async (user) => {
      const [first, second] = await openTwo(user)
      await first.say('say 900 of tea')
      await second.grown(60)
      await second.page.evaluate(() => window.removeChat('chat'))
      await first.shows()
      await user.ended(1)
      await Promise.all([first.page.reload(), second.page.reload()])
      for (const tab of [first, second]) await tab.until(({ storage }) => storage === 'ready')
      expect(await texts(first)).toEqual([])
    }))
})
