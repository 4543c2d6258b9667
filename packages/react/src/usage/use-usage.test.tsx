import { createPipeline, openaiChat } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { answering } from '../test-support/answering.ts'
import { callerUsage } from '../test-support/caller-usage.ts'
import { allowNoConsoleErrors } from '../test-support/no-console-errors.ts'
import { testTransport } from '../testing/index.ts'
import { DirectChatTransport } from '../transport/direct-chat-transport.ts'
import { type UseChatResult, useChat } from '../use-chat.ts'
import { type UseUsageOptions, type UseUsageResult, useUsage } from './use-usage.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }
const calm = () => new Promise((resolve) => setTimeout(resolve, 40))

function Meter({ onRender, ...options }: UseUsageOptions & { onRender?: (result: UseUsageResult) => void }) {
  const result = useUsage(options)
  useEffect(() => onRender?.(result))
  const [budget] = result.budgets
  return <p>{`${result.status} ${budget?.used ?? '-'} of ${budget?.limit ?? '-'}`}</p>
}
function strict(children: ReactNode, client = new QueryClient()) {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </StrictMode>
  )
}
const shownIn = (container: Element) => [...container.querySelectorAll('p')].map(({ textContent }) => textContent)

describe('useUsage', () => {
  it('asks once for all components, in StrictMode too, and renders each only when something changes', async () => {
    const { fetch, asked } = answering(() => Response.json(callerUsage()))
    const onRender = vi.fn()
    const { container } = await render(
      strict(
        <>
          <Meter fetch={fetch} onRender={onRender} />
          <Meter fetch={fetch} />
        </>,
      ),
    )
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5', 'ready 1.25 of 5'])
    await calm()
    expect(asked.map(({ url }) => url)).toEqual(['/api/chat/usage'])
    const results = onRender.mock.calls.map(([result]) => result.status)
    expect(results.at(-1)).toBe('ready')
    expect(new Set(results)).toEqual(new Set(['loading', 'ready']))
    expect(results.length).toBeLessThanOrEqual(4)
  })

  it('needs no provider', async () => {
    const { fetch } = answering(() => Response.json(callerUsage()))
    const { container, unmount } = await render(<Meter fetch={fetch} scope="no-provider" />)
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5'])
    await unmount()
  })

  it('asks again when a chat of the page has had an answer', async () => {
    let used = 1
    const { fetch, asked } = answering(() => {
      const [budget] = callerUsage().budgets
      return Response.json(callerUsage({ budgets: [{ ...budget!, used: String(used++) }] }))
    })
    const transport = testTransport(() => 'Yes.')
    function Chat() {
      const { sendMessage } = useChat({ transport })
      return <button type="button" onClick={() => void sendMessage({ text: 'Hi' })} />
    }
    const { container } = await render(
      strict(
        <>
          <Chat />
          <Meter fetch={fetch} />
        </>,
      ),
    )
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1 of 5'])
    container.querySelector('button')!.click()
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 2 of 5'])
    await calm()
    expect(asked).toHaveLength(2)
  })

  it('shows what a pipeline says of its caller, as the answers of a chat use it up', async () => {
    const caller = { id: 'ada' }
    const model = 'gpt-5-mini'
    const pipeline = createPipeline({
      targets: { gpt: { provider: 'openai', model, handler: openaiChat({ model, fetch: simulatedProvider() }) } },
      budget: [{ per: 'caller', amount: '0.01', currency: 'USD', window: '1d' }],
    })
    const transport = new DirectChatTransport({ handler: pipeline, caller })
    const { fetch } = answering(async () => Response.json(await pipeline.usage(caller)))
    const seen: { chat?: UseChatResult; result?: UseUsageResult } = {}
    function Page() {
      const chat = useChat({ transport })
      const result = useUsage({ fetch })
      useEffect(() => {
        Object.assign(seen, { chat, result })
      })
      return null
    }
    await render(strict(<Page />))
    await expect.poll(() => seen.result?.status, quick).toBe('ready')
    expect(seen.result?.budgets).toMatchObject([{ used: '0', left: '0.01', fraction: 0, runsOutAt: undefined }])
    for (const text of ['One?', 'Two?']) await seen.chat?.sendMessage({ text })
    await expect.poll(() => seen.result?.usage?.total.calls, quick).toBe(2)
    const { cost, usage } = seen.chat ?? {}
    expect(Number(cost?.USD)).toBeGreaterThan(0)
    // The page has added up what the pipeline has counted.
    expect(seen.result?.usage?.total).toMatchObject({ cost, usage })
    const [budget] = seen.result?.budgets ?? []
    expect(budget).toMatchObject({ used: cost?.USD, reserved: '0', unit: 'USD', resetsAt: expect.any(Number) })
    expect(budget?.fraction).toBeCloseTo(Number(cost?.USD) / 0.01, 9)
  })

  it('aborts its request when it leaves, and asks anew when it comes back', async () => {
    const signals: AbortSignal[] = []
    const never = answering((init) => {
      signals.push(init.signal!)
      return new Promise(() => undefined)
    })
    const client = new QueryClient()
    const { container, rerender } = await render(strict(<Meter fetch={never.fetch} />, client))
    await expect.poll(() => signals.length, quick).toBe(1)
    expect(signals[0]!.aborted).toBe(false)
    await rerender(strict(null, client))
    await expect.poll(() => signals[0]!.aborted, quick).toBe(true)
    const { fetch } = answering(() => Response.json(callerUsage()))
    await rerender(strict(<Meter fetch={fetch} />, client))
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5'])
  })

  it("asks for nobody's numbers in the name of another", async () => {
    const servers = ['ada', 'eve'].map((caller) => answering(() => Response.json(callerUsage({ caller }))))
    const client = new QueryClient()
    const seen: (string | undefined)[] = []
    const page = (index: number) => (
      <Meter
        scope={`user-${index}`}
        fetch={servers[index]!.fetch}
        onRender={({ usage }) => void seen.push(usage?.caller)}
      />
    )
    const { rerender } = await render(strict(page(0), client))
    await expect.poll(() => seen.at(-1), quick).toBe('ada')
    seen.length = 0
    await rerender(strict(page(1), client))
    await expect.poll(() => seen.at(-1), quick).toBe('eve')
    expect(seen).not.toContain('ada')
  })

  it('shows a typed error, keeps what it knew, and can be asked to try again', async () => {
    const results: UseUsageResult[] = []
    const answers = [
      () => Response.json(callerUsage()),
      () => Response.json({ error: { code: 'unauthenticated', message: 'Please sign in.' } }, { status: 401 }),
    ]
    const { fetch, asked } = answering(() => answers[asked.length - 1]!())
    const { container } = await render(strict(<Meter fetch={fetch} onRender={(result) => void results.push(result)} />))
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5'])
    await results.at(-1)!.refetch()
    await expect.poll(() => shownIn(container), quick).toEqual(['error 1.25 of 5'])
    expect(results.at(-1)!.error).toMatchObject({ code: 'unauthenticated', message: 'Please sign in.' })
    expect(results.at(-1)!.refetch).toBe(results[0]!.refetch)
  })

  it('waits until it is enabled', async () => {
    const { fetch, asked } = answering(() => Response.json(callerUsage()))
    const client = new QueryClient()
    const { container, rerender } = await render(strict(<Meter fetch={fetch} enabled={false} />, client))
    await calm()
    expect([shownIn(container), asked]).toEqual([['idle - of -'], []])
    await rerender(strict(<Meter fetch={fetch} enabled />, client))
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5'])
    expect(asked).toHaveLength(1)
  })

  it('does not poll unless it is told to', async () => {
    const { fetch, asked } = answering(() => Response.json(callerUsage()))
    const client = new QueryClient()
    const { rerender } = await render(strict(<Meter fetch={fetch} />, client))
    await expect.poll(() => asked.length, quick).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(asked).toHaveLength(1)
    await rerender(strict(<Meter fetch={fetch} refreshMs={1_000} />, client))
    await expect.poll(() => asked.length, quick).toBe(2)
  })

  it('comes to life as a server rendered it, which asks nothing', async () => {
    const { fetch, asked } = answering(() => Response.json(callerUsage()))
    const container = document.createElement('div')
    container.innerHTML = renderToString(strict(<Meter fetch={fetch} />))
    expect(shownIn(container)).toEqual(['loading - of -'])
    expect(asked).toEqual([])
    const onRecoverableError = vi.fn()
    const root = hydrateRoot(container, strict(<Meter fetch={fetch} />), { onRecoverableError })
    await expect.poll(() => shownIn(container), quick).toEqual(['ready 1.25 of 5'])
    root.unmount()
    expect(onRecoverableError).not.toHaveBeenCalled()
  })
})
