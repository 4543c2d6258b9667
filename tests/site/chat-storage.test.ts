import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { answered, type ChatServer, serveChat } from '../support/chat-server.ts'
import { asUser } from '../support/chat-user.ts'

let browser: Browser
let server: ChatServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), serveChat()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const tea = [...answered('say 30 of tea')]
const milk = [...answered('say 10 of milk')]

/** Run in the page, before everything else. */
function makeUnavailable(): void {
  Object.defineProperty(window, 'indexedDB', { value: undefined })
}
function makeForbidden(): void {
  const get = () => {
    throw new DOMException('Not in this window.', 'SecurityError')
  }
  Object.defineProperty(window, 'indexedDB', { get })
}

describe.concurrent('a storage', () => {
  it('that is full, says so, holds nothing up, and goes on when there is room again', () =>
    asUser({ browser, server }, async (user) => {
      const tab = await user.open()
      const { origin } = new URL(server.url)
      // Before the first write: then the browser looks how much room there is, and believes it for a while.
      await tab.devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
      await tab.say(tea[0]!)
      await tab.until(({ storage }) => storage === 'quota')
      await tab.shows(...tea)
      await tab.devtools.send('Storage.overrideQuotaForOrigin', { origin })
      await tab.idle()
      await tab.say(milk[0]!)
      await tab.shows(...tea, ...milk)
      await tab.until(({ storage }) => storage === 'ready')
    }))

  it.each([
    ['is not there', makeUnavailable],
    ['is forbidden', makeForbidden],
  ] as const)('that %s, says so and holds nothing up', (_, spoil) =>
    asUser({ browser, server, forgets: true }, async (user) => {
      await user.context.addInitScript(spoil)
      const tab = await user.open()
      expect((await tab.look())?.storage).toBe('unavailable')
      await tab.say(tea[0]!)
      await tab.shows(...tea)
      await tab.say(milk[0]!)
      await tab.shows(...tea, ...milk)
    }),
  )

  it('that is not there, leaves each tab with what it has', () =>
    asUser({ browser, server, forgets: true, removals: true }, async (user) => {
      await user.context.addInitScript(makeUnavailable)
      const [tab, other] = [await user.open(), await user.open()]
      await tab.say(tea[0]!)
      await tab.shows(...tea)
      await other.idle()
      await other.shows()
      await other.say(milk[0]!)
      await other.shows(...milk)
      await tab.idle()
      await tab.shows(...tea)
    }))

  it('that an older tab holds open, says so, and is there when that has gone', () =>
    asUser({ browser, server }, async (user) => {
      const old = await user.context.newPage()
      await old.goto(`${server.url}/?scope=old`)
      await old.evaluate(async () => {
        await new Promise<void>((resolve) => {
          const opening = indexedDB.open('sluice', 1)
          opening.onupgradeneeded = () => opening.result.createObjectStore('chat')
          opening.onsuccess = () => resolve()
        })
      })
      const tab = await user.open()
      expect((await tab.look())?.storage).toBe('blocked')
      await tab.say(tea[0]!)
      await tab.shows(...tea)
      await old.close()
      await tab.say(milk[0]!)
      await tab.shows(...tea, ...milk)
      await tab.until(({ storage }) => storage === 'ready')
    }))

  it('that is deleted under an answer, is there for what comes next', () =>
    asUser({ browser, server, removals: true }, async (user) => {
      const tab = await user.open()
      const goOn = server.hold(user.name, 60)
      await tab.say(tea[0]!)
      await tab.grown(40)
      await tab.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            indexedDB.deleteDatabase('sluice').onsuccess = () => resolve()
          }),
      )
      goOn()
      // As after a logout in another tab.
      await tab.shows()
      await tab.say(milk[0]!)
      await tab.shows(...milk)
    }))
})

describe.concurrent('a logout', () => {
  it('in the middle of an answer, leaves nothing of it in any tab, and nothing comes back', () =>
    asUser({ browser, server, removals: true }, async (user) => {
      const [tab, other] = [await user.open(), await user.open()]
      await tab.say('say 900 of tea')
      await other.grown(60)
      await other.page.evaluate(() => window.clearAll())
      await tab.shows()
      await other.shows()
      await user.ended(1)
      await tab.idle()
      await tab.say(milk[0]!)
      await other.shows(...milk)
    }))

  it('in the tab of the answer, too', () =>
    asUser({ browser, server, removals: true }, async (user) => {
      const [tab, other] = [await user.open(), await user.open()]
      await tab.say('say 900 of tea')
      await other.grown(60)
      await tab.page.evaluate(() => window.clearAll())
      await tab.shows()
      await other.shows()
      await user.ended(1)
    }))
})
