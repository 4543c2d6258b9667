import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChunkEncoder } from './chunk-encoder.ts'
import { withEarlierCalls } from './earlier-calls.ts'
import { createMessageBuilder } from './message-builder.ts'
import type { MessageMetadata, SluiceMetadata, UIMessage } from './ui-message.ts'

const question: UIMessage = { id: 'm', role: 'assistant', parts: [] }

/** The answer after a call that went on with it; one without figures was hung up. */
function afterCall(message: UIMessage, requestId: string, figures: SluiceMetadata | undefined): UIMessage {
  const encoder = createChunkEncoder({ messageId: 'm', requestId })
  const builder = createMessageBuilder(message)
  const chunks = [...encoder.encode({ type: 'start', provider: 'p', model: 'm' }), ...encoder.abort(figures)]
  for (const chunk of chunks) builder.apply(chunk)
  return builder.snapshot()
}
const first: SluiceMetadata = {
  usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 1 },
  cost: { CNY: '0.1' },
}
const second: SluiceMetadata = { usage: { inputTokens: 5, outputTokens: 1 }, cost: { USD: '0.2' } }

describe('the metadata of an answer that took several calls', () => {
  it('has the last one as if it were the only one, and those before it beside', () => {
    const message = afterCall(afterCall(question, 'r1', first), 'r2', second)
    expect(message.metadata?.sluice).toMatchObject({ requestId: 'r2', ...second, earlier: [first] })
    expect(message.metadata?.sluice?.usage).toEqual(second.usage)
    expect(message.metadata?.sluice?.cost).toEqual(second.cost)
  })

  it('has no figures of a call that said none, and still those before it', () => {
    const message = afterCall(afterCall(question, 'r1', first), 'r2', undefined)
    expect(message.metadata?.sluice).toEqual({ requestId: 'r2', provider: 'p', earlier: [first] })
  })

  it('stays as it is where a call is told once more, from its beginning or its end', () => {
    const base = afterCall(question, 'r1', first)
    const once = afterCall(base, 'r2', second)
    expect(afterCall(once, 'r2', second).metadata).toEqual(once.metadata)
    // A page that was reloaded goes on from what it had stored of the answer.
    const stored = afterCall(base, 'r2', undefined)
    expect(afterCall(stored, 'r2', second).metadata).toEqual(once.metadata)
  })

  it('counts each call once, whatever they said and how often they are told', () => {
    const call = fc.record({ figures: fc.option(fc.constantFrom(first, second), { nil: undefined }), times: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 8 }), (calls) => {
        let message = question
        for (const [index, { figures, times }] of calls.entries()) {
          for (let time = 0; time <= times; time++) message = afterCall(message, `r${index}`, figures)
        }
        const { usage, cost, earlier = [] } = message.metadata?.sluice ?? {}
        const told = [...earlier, ...(usage === undefined ? [] : [{ usage, cost }])]
        expect(told).toEqual(calls.flatMap(({ figures }) => (figures === undefined ? [] : [figures])))
      }),
      { numRuns: 200 },
    )
  })

  it.each<[unknown, unknown]>([
    [undefined, { sluice: { requestId: 'r' } }],
    [{ own: 1 }, { sluice: { requestId: 'r' } }],
    [{ sluice: first }, undefined],
    [{ sluice: first }, { own: 2 }],
    [{ sluice: first }, { sluice: { attempts: 1 } }],
    [{ sluice: 'all' }, { sluice: { requestId: 'r' } }],
    [{ sluice: { requestId: 'q', model: 'm' } }, { sluice: { requestId: 'r' } }],
  ])('is the same object where there is nothing to keep: %j and %j', (metadata, news) => {
    expect(withEarlierCalls(metadata, news)).toBe(metadata)
  })

  it('leaves what the application says where it is', () => {
    const metadata: MessageMetadata & { own: number } = { own: 1, sluice: { ...first, requestId: 'q', earlier: [] } }
    const kept = withEarlierCalls(metadata, { sluice: { requestId: 'r' } })
    expect(kept).toEqual({ own: 1, sluice: { requestId: 'q', earlier: [first] } })
  })
})
