import { describe, expect, it } from 'vitest'
import { readText } from './http.ts'

const signal = new AbortController().signal
const encoder = new TextEncoder()

describe('readText', () => {
  it('reads text whose characters are torn apart', async () => {
    const bytes = [...encoder.encode('你好 👋🏽')].map((byte) => Uint8Array.of(byte))
    const body = new ReadableStream({
      pull(controller) {
        const next = bytes.shift()
        if (next === undefined) controller.close()
        else controller.enqueue(next)
      },
    })
    expect(await readText(new Response(body), 100, signal)).toBe('你好 👋🏽')
  })

  it('is empty where there is no body', async () => {
    expect(await readText(new Response(null), 100, signal)).toBe('')
  })

  it('reads as much as allowed, refuses more and ends the body', async () => {
    let cancelled = false
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(encoder.encode('12345')),
        cancel() {
          cancelled = true
        },
      })
    expect(await readText(new Response('12345'), 5, signal)).toBe('12345')
    await expect(readText(new Response('123456'), 5, signal)).rejects.toMatchObject({ code: 'server' })
    await expect(readText(new Response(endless()), 1_000, signal)).rejects.toMatchObject({ code: 'server' })
    expect(cancelled).toBe(true)
  })

  it('is interrupted when the body breaks off', async () => {
    const cause = new TypeError('terminated')
    const body = new ReadableStream({ pull: (controller) => controller.error(cause) })
    await expect(readText(new Response(body), 100, signal)).rejects.toMatchObject({ code: 'interrupted', cause })
  })
})
