import { beforeEach, describe, expect, it } from 'vitest'
import { getBudget, postBudget } from './budget-route.ts'
import { visitorCookie } from './visitor-cookie.ts'

beforeEach(() => {
  globalThis.sluiceDemoVisitors = undefined
})

const address = 'http://localhost/api/budget'
const cookie = (id: string) => `${visitorCookie}=${id}`

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const all = { cookie: cookie('visitor-a'), 'content-type': 'application/json', ...headers }
  return postBudget(new Request(address, { method: 'POST', headers: all, body: JSON.stringify(body) }))
}

async function choiceOf(id: string): Promise<unknown> {
  const reply = await getBudget(new Request(address, { headers: { cookie: cookie(id) } }))
  expect(reply.headers.get('cache-control')).toBe('no-store')
  return reply.json()
}

describe('the choice of a visitor for its budget', () => {
  it('is that others answer, until it chooses otherwise for itself alone', async () => {
    expect(await choiceOf('visitor-a')).toEqual({ hasOthers: true })
    expect(await (await post({ hasOthers: false })).json()).toEqual({ hasOthers: false })
    expect(await choiceOf('visitor-a')).toEqual({ hasOthers: false })
    expect(await choiceOf('visitor-b')).toEqual({ hasOthers: true })
  })

  it('stays as it is when the budget begins anew', async () => {
    await post({ hasOthers: false })
    expect(await (await post({ renew: true })).json()).toEqual({ hasOthers: false })
  })

  it.each([
    ['nothing', {}],
    ['null', null],
    ['a word', { hasOthers: 'yes' }],
    ['a renewal that is none', { renew: false }],
  ])('is not changed by %s', async (_, body) => {
    expect((await post(body)).status).toBe(400)
    expect(await choiceOf('visitor-a')).toEqual({ hasOthers: true })
  })

  it('is not changed by who has no cookie, nor by a form of another site', async () => {
    expect((await post({ renew: true }, { cookie: '' })).status).toBe(401)
    expect((await post({ renew: true }, { 'content-type': 'text/plain' })).status).toBe(415)
  })
})
