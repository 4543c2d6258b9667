import { describe, expect, it } from 'vitest'
import { decodeSse, type SseEvent } from './sse-decoder.ts'
import { encodeSse, sseDone, sseHeartbeat } from './sse-encoder.ts'

describe('encodeSse', () => {
  it('writes one event a value, whatever the text holds', () => {
    expect(encodeSse({ type: 'text-delta', delta: 'a\n\nb\r' })).toBe(
      'data: {"type":"text-delta","delta":"a\\n\\nb\\r"}\n\n',
    )
  })

  it('is read back as it was, heartbeats left out', async () => {
    const values = [{ delta: 'data: x\n\n' }, { delta: '你好 👋🏽 \u2028' }, [1, null]]
    const text = sseHeartbeat + values.map(encodeSse).join(sseHeartbeat) + sseDone
    const events: SseEvent[] = []
    for await (const batch of decodeSse(new Response(text).body!)) events.push(...batch)
    expect(events.at(-1)).toMatchObject({ data: '[DONE]' })
    expect(events.slice(0, -1).map((event) => JSON.parse(event.data))).toEqual(values)
  })
})
