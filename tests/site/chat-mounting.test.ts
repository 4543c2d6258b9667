import { createRandom } from '@sluice/core/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { answered, type ChatServer, serveChat } from '../support/chat-server.ts'
import { asUser } from '../support/chat-user.ts'
import { soon } from '../support/soon.ts'

let browser: Browser
let server: ChatServer
let quick: ChatServer
beforeAll(async () => {
  ;[browser, server, quick] = await Promise.all([launchBrowser(), serveChat(), serveChat({ tokensPerSecond: 1_000 })])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([server?.close(), quick?.close()])
})

const tea = [...answered('say 80 of tea')]
const milk = [...answered('say 10 of milk')]

describe.concurrent('a chat', () => {
  it('that is taken off the page while an answer comes, has gone on when it is back', () =>
    asUser({ browser, server }, async (user) => {
      const goOn = server.hold(user.name, 100)
      const tab = await user.open()
      await tab.say(tea[0]!)
      await tab.grown(40)
      for (let times = 0; times < 3; times++) {
        await tab.show(undefined)
        await tab.show('chat')
      }
      await tab.grown(40)
      await tab.show(undefined)
      goOn()
      await tab.show('chat')
      await tab.shows(...tea)
    }))

  it('that is taken off the page for good, keeps the whole answer', () =>
    asUser({ browser, server }, async (user) => {
      const tab = await user.open()
      await tab.say(tea[0]!)
      await tab.grown(40)
      await tab.show(undefined)
      await user.ended(1)
      await soon(
        'a page that has let go',
        () => tab.page.evaluate(() => window.leftovers()),
        ({ channels, timers }) => channels.length + timers.length === 0,
      )
      await tab.show('chat')
      await tab.shows(...tea)
    }))

  it('goes on with its answer while another is looked at, and is left by it', () =>
    asUser({ browser, server }, async (user) => {
      const tab = await user.open()
      await tab.say(tea[0]!)
      await tab.grown(40)
      await tab.show('other')
      await tab.shows()
      await tab.say(milk[0]!)
      await tab.shows(...milk)
      await tab.show('chat')
      await tab.shows(...tea)
    }))

  it.each([1, 2])('takes 50 fast sends and stops, and loses nothing (%i)', (seed) =>
    asUser({ browser, server: quick }, async (user) => {
      const tab = await user.open()
      const random = createRandom(seed)
      const steps = Array.from({ length: 50 }, (_, index) => ({
        question: random() < 0.6 ? `say ${5 + Math.floor(random() * 40)} of tea ${index}` : undefined,
        pauseMs: random() < 0.5 ? 0 : Math.floor(random() * 40),
      }))
      await tab.page.evaluate(async (steps) => {
        for (const { question, pauseMs } of steps) {
          if (question === undefined) void window.chat()?.stop()
          else void window.chat()?.sendMessage({ text: question })
          if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
      }, steps)
      await tab.until(({ status }) => status !== 'submitted' && status !== 'streaming')
      // A stop holds up what waits, until somebody sends again.
      await tab.say('say 5 of milk')
      const { messages } = await tab.idle()
      const questions = messages.flatMap(({ role, text }) => (role === 'user' ? [text] : []))
      const sent = steps.flatMap(({ question }) => question ?? [])
      expect(questions).toEqual([...sent, 'say 5 of milk'])
    }),
  )
})
