import { type CallerUsage, createPipeline, formatCost } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'
import { createChatStore, httpTransport, messageFacts } from '@sluice/react'
import { describe, expect, it } from 'vitest'

/* What calls cost, from the provider's word to the conversation on a page: pipeline, route and chat store. */

/** A conversation whose server is one call away. */
function started() {
  const pipeline = createPipeline({
    targets: { gpt: openai('gpt-5-mini', { apiKey: () => 'no-real-key', fetch: simulatedProvider() }) },
    budget: [{ per: 'caller', amount: '0.001', currency: 'USD', window: '1d' }],
  })
  const route = createChatRoute({
    handler: pipeline,
    identify: () => ({ id: 'ada' }),
    prepare: () => ({ maxOutputTokens: 100 }),
    logger: { warn: () => {}, error: () => {} },
  })
  const chat = createChatStore({ id: 'trip' })
  const transport = httpTransport({
    fetch: (url, init) => route.POST(new Request(new URL(String(url), 'http://app.test'), init)),
  })
  chat.configure({ transport })
  const usage = async (): Promise<CallerUsage> =>
    (await route.GET(new Request('http://app.test/api/chat/usage'))).json() as Promise<CallerUsage>
  return { chat, usage }
}

describe('a conversation', () => {
  it('knows what each answer cost, and adds up what the server has counted', async () => {
    const { chat, usage } = started()
    for (const text of ['One?', 'Two, or three?']) await chat.sendMessage({ text })
    const { messages, cost, usage: tokens } = chat.getState()
    const costs = messages.flatMap((message) => messageFacts(message).cost?.USD ?? [])
    expect(costs).toHaveLength(2)
    for (const each of costs) expect(Number(each)).toBeGreaterThan(0)
    expect(Number(cost?.USD)).toBeCloseTo(Number(costs[0]) + Number(costs[1]), 12)
    const { total, budgets } = await usage()
    expect(total).toMatchObject({ calls: 2, failures: 0, cost, usage: tokens })
    expect(budgets).toMatchObject([{ used: cost?.USD, reserved: '0', unit: 'USD' }])
    expect(formatCost(cost ?? {})).toMatch(/\$0\.0000\d+$/)
  })

  it('is paid for every answer to the same question', async () => {
    const { chat, usage } = started()
    await chat.sendMessage({ text: 'One?' })
    await chat.regenerate()
    expect(chat.getState().messages).toHaveLength(2)
    const { total } = await usage()
    expect(total.calls).toBe(2)
    expect(chat.getState().cost).toEqual(total.cost)
  })

  it('ends when nothing is left, and knows when there will be', async () => {
    const { chat, usage } = started()
    for (let call = 0; call < 50 && chat.getState().error === undefined; call++)
      await chat.sendMessage({ text: 'And?' })
    const { error, cost } = chat.getState()
    expect(error).toMatchObject({ code: 'over-budget', retryAfterMs: expect.any(Number) })
    const { budgets, total } = await usage()
    const [budget] = budgets
    expect(total.failures).toBe(1)
    expect(budget).toMatchObject({ used: cost?.USD, reserved: '0' })
    expect(Number(cost?.USD)).toBeLessThanOrEqual(0.001)
    expect(Math.abs(budget!.resetsAt! - Date.now() - error!.retryAfterMs!)).toBeLessThan(5_000)
  })
})
