import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { type UseUsageOptions, useUsage } from './use-usage.ts'

function Meter(options: UseUsageOptions) {
  const { status, usage, isFetching } = useUsage(options)
  return createElement('p', null, JSON.stringify({ status, usage, isFetching }))
}

describe('useUsage on a server', () => {
  it('asks nothing, without a window and without a provider', () => {
    expect(typeof window).toBe('undefined')
    const fetch = () => {
      throw new Error('A server asks nothing.')
    }
    const loading = '<p>{&quot;status&quot;:&quot;loading&quot;,&quot;isFetching&quot;:false}</p>'
    expect(renderToString(createElement(Meter, { fetch }))).toBe(loading)
    const client = new QueryClient()
    const page = createElement(QueryClientProvider, { client }, createElement(Meter, { fetch }))
    expect(renderToString(page)).toBe(loading)
    expect(client.getQueryCache().getAll()).toEqual([])
    expect(renderToString(createElement(Meter, { fetch, enabled: false }))).toContain('idle')
  })
})
