import { describe, expect, it } from 'vitest'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { textMessage } from './test-support/transcript.ts'
import { testTransport } from './testing/index.ts'

allowNoConsoleErrors()

/** The next task; a timer, which takes some milliseconds, only now and then, so that it all lasts half a second. */
function nextTask(index: number): Promise<void> {
  if (index % 20 === 0) return new Promise((resolve) => setTimeout(resolve, 5))
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port2.onmessage = () => {
      port1.close()
      resolve()
    }
    port1.postMessage(undefined)
  })
}

describe('an answer of 2,000 deltas', () => {
  it('is rendered at most 20 times a second, is complete, and leaves the other rows alone', async () => {
    const transport = testTransport()
    const messages = [textMessage('user', 'a'), textMessage('assistant', 'b')]
    const { chat, shown, renders, rowRenders } = await mountChat({ transport, messages })
    const sent = chat().sendMessage({ text: 'c' })
    await expect.poll(shown, { interval: 5 }).toHaveLength(3)
    const before = { renders: renders(), rows: rowRenders.length }
    const startMs = performance.now()
    for (let index = 0; index < 2_000; index++) {
      transport.sends[0]!.text(`${index} `)
      await nextTask(index)
    }
    const elapsedMs = performance.now() - startMs
    transport.sends[0]!.finish()
    await sent
    const text = Array.from({ length: 2_000 }, (_, index) => `${index} `).join('')
    await expect.poll(() => shown()[3], { interval: 5 }).toBe(`assistant: ${text}`)
    // The first delta and the end are shown at once, beside what the pace allows.
    expect(renders() - before.renders).toBeLessThanOrEqual(elapsedMs / 50 + 2)
    expect(renders() - before.renders).toBeGreaterThanOrEqual(4)
    expect(new Set(rowRenders.slice(before.rows))).toEqual(new Set(['answer-1']))
  })
})
