import { createRandom } from '@sluice/core/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { answered, answerTo, type ChatServer, serveChat } from '../support/chat-server.ts'
import type { ChatTab } from '../support/chat-tab.ts'
import { asUser } from '../support/chat-user.ts'
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

const isReloaded = (tab: ChatTab) => tab.until(({ storage }) => storage === 'ready')

describe.concurrent('a reload in the middle of an answer', () => {
  const random = createRandom(20)
  const points = Array.from({ length: 10 }, (_, index) => (index + random()) / 10)
  it.each(points)('ends with the same text as without it, at %f of it', (point) =>
    asUser({ browser, server }, async (user) => {
      const characters = Math.floor(point * answerTo('say 80 of tea').length)
      const goOn = server.hold(user.name, characters)
      const tab = await user.open()
      await tab.say('say 80 of tea')
      await tab.grown(characters - 20)
      await tab.page.reload({ waitUntil: 'commit' })
      goOn()
      await tab.shows(...answered('say 80 of tea'))
      expect(server.posts(user.name)).toHaveLength(1)
    }),
  )

  // A page that is left while it is being left cannot always be driven on.
  it('and another, and another, ends with the same text', { retry: 2 }, () =>
    asUser({ browser, server }, async (user) => {
      const tab = await user.open()
      await tab.say('say 100 of tea')
      await tab.grown(20)
      for (let reload = 0; reload < 4; reload++) await tab.page.reload({ waitUntil: 'domcontentloaded' })
      await tab.shows(...answered('say 100 of tea'))
    }),
  )

  it('before its first word, ends with the same text', () =>
    asUser({ browser, server }, async (user) => {
      const goOn = server.hold(user.name, 0)
      const tab = await user.open()
      await tab.say('say 20 of tea')
      const calls = () => server.calls(user.name).length
      await soon('a question that has arrived', calls, (length) => length === 1)
      await tab.page.reload()
      await isReloaded(tab)
      goOn()
      await tab.shows(...answered('say 20 of tea'))
    }))

  it('that ended before the page was back, ends with the same text', () =>
    asUser({ browser, server }, async (user) => {
      const goOn = server.hold(user.name, 60)
      const tab = await user.open()
      await tab.say('say 20 of tea')
      await tab.grown(20)
      await tab.page.goto('about:blank')
      goOn()
      await user.ended(1)
      await tab.page.goBack()
      await tab.shows(...answered('say 20 of tea'))
    }))

  it('leaves it interrupted where the server keeps nothing, to be continued', () =>
    asUser({ browser, server: forgetful, repeats: true }, async (user) => {
      const tab = await user.open()
      await tab.say('say 80 of tea')
      await tab.grown(60)
      await tab.page.reload()
      const { messages } = await tab.until((seen) => seen.messages[1]?.ending === 'interrupted')
      expect(messages[1]?.text.length).toBeGreaterThan(60)
      await tab.call('continue')
      await tab.shows(...answered('say 80 of tea'))
    }))
})

describe.concurrent('a page that is left and come back to', () => {
  it('has the whole answer that came while it was put to sleep', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      const goOn = server.hold(user.name, 100)
      await tab.say('say 40 of tea')
      await tab.grown(60)
      await tab.devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
      server.cut(user.name)
      goOn()
      await user.ended(1)
      await tab.devtools.send('Page.setWebLifecycleState', { state: 'active' })
      await tab.shows(...answered('say 40 of tea'))
    }))

  it('has the whole answer that came meanwhile', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      await tab.say('say 80 of tea')
      await tab.grown(60)
      await tab.page.goto(`${server.url}/?scope=nobody`)
      await tab.page.goBack()
      await tab.shows(...answered('say 80 of tea'))
    }))

  it('has what another tab has done meanwhile', () =>
    asUser({ browser, server }, async (user) => {
      const [tab, other] = [await user.open(), await user.open()]
      await tab.say('say 10 of tea')
      await other.shows(...answered('say 10 of tea'))
      await tab.idle()
      await tab.page.goto(`${server.url}/?scope=nobody`)
      await other.say('say 10 of milk')
      await other.until(({ messages, status }) => messages.length === 4 && status === 'ready')
      await tab.page.goBack()
      await tab.until(({ messages }) => messages[3]?.text === answerTo('say 10 of milk'))
      await tab.say('say 10 of water')
      await other.until(({ messages }) => messages[5]?.text === answerTo('say 10 of water'))
    }))
})
