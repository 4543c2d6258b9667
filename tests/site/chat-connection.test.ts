import { createRandom } from '@sluice/core/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { answered, answerTo, type ChatServer, serveChat } from '../support/chat-server.ts'
import type { ChatTab } from '../support/chat-tab.ts'
import { asUser, type ChatUser } from '../support/chat-user.ts'

let browser: Browser
let server: ChatServer
let forgetful: ChatServer
let mortal: ChatServer
beforeAll(async () => {
  ;[browser, server, forgetful, mortal] = await Promise.all([
    launchBrowser(),
    serveChat(),
    serveChat({ hasLog: false }),
    serveChat(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([server, forgetful, mortal].map((each) => each?.close()))
})

/** Takes the network away: the browser refuses what is new, and what is under way is cut. */
async function goOffline(tab: ChatTab, user: ChatUser): Promise<void> {
  await tab.setOffline(true)
  server.cut(user.name)
}

describe.concurrent('a network that is gone', () => {
  it('in the middle of an answer, and comes back, changes nothing', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      await tab.say('say 100 of tea')
      await tab.grown(60)
      await goOffline(tab, user)
      await tab.until(({ notice }) => notice === 'reconnecting')
      await tab.setOffline(false)
      await tab.shows(...answered('say 100 of tea'))
    }))

  it('until the answer is there, changes nothing', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      const goOn = server.hold(user.name, 100)
      await tab.say('say 60 of tea')
      await tab.grown(20)
      await goOffline(tab, user)
      await tab.until(({ notice }) => notice === 'reconnecting')
      goOn()
      await user.ended(1)
      await tab.setOffline(false)
      await tab.shows(...answered('say 60 of tea'))
    }))

  it('when something is said, lets it wait', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      await goOffline(tab, user)
      await tab.say('say 20 of tea')
      await tab.setOffline(false)
      await tab.shows(...answered('say 20 of tea'))
    }))

  it('time and again, changes nothing', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      const random = createRandom(7)
      await tab.say('say 200 of tea')
      const whole = answerTo('say 200 of tea').length
      for (let cut = 0; cut < 5; cut++) {
        await tab.grown(Math.floor((whole * (cut + random())) / 5.5))
        server.cut(user.name)
      }
      await tab.shows(...answered('say 200 of tea'))
    }))

  it('before the answer has begun, does not make it be paid twice', () =>
    asUser({ browser, server, failures: true }, async (user) => {
      const tab = await user.open()
      await tab.say('say 10 of milk')
      await tab.shows(...answered('say 10 of milk'))
      await tab.idle()
      server.loseNextAnswer(user.name)
      await tab.say('say 50 of tea')
      await tab.until(({ messages }) => messages[3]?.text === answerTo('say 50 of tea'))
      expect(server.posts(user.name)).toHaveLength(3)
    }))

  it('leaves the answer interrupted where the server keeps nothing, to be continued', () =>
    asUser({ browser, server: forgetful, failures: true, repeats: true }, async (user) => {
      const tab = await user.open()
      await tab.say('say 100 of tea')
      await tab.grown(60)
      forgetful.cut(user.name)
      const { status } = await tab.until(({ messages }) => messages[1]?.ending === 'interrupted')
      expect(status).toBe('error')
      await tab.call('continue')
      await tab.shows(...answered('say 100 of tea'))
    }))
})

describe('a server that is restarted in the middle of an answer', () => {
  it('leaves it interrupted, to be continued', () =>
    asUser({ browser, server: mortal, failures: true, repeats: true }, async (user) => {
      const [tab, other] = [await user.open(), await user.open()]
      await tab.say('say 100 of tea')
      await other.grown(60)
      mortal.restart()
      await tab.until(({ messages }) => messages[1]?.ending === 'interrupted')
      await other.until(({ messages, status }) => messages[1]?.ending === 'interrupted' && status === 'ready')
      await other.call('continue')
      await tab.shows(...answered('say 100 of tea'))
    }))
})
