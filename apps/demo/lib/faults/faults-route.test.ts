import { beforeEach, describe, expect, it } from 'vitest'
import { simulatedNames } from '../models.ts'
import { visitorCookie, visitorIdOf } from '../visitor-cookie.ts'
import { getFaults, postFaults } from './faults-route.ts'
import type { FaultsView } from './faults-view.ts'

beforeEach(() => {
  globalThis.sluiceDemoVisitors = undefined
})

const address = 'http://localhost/api/faults'
const cookie = (id = 'visitor-a') => `theme=dark; ${visitorCookie}=${id}`
const json = 'application/json'

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return postFaults(
    new Request(address, {
      method: 'POST',
      body: text,
      headers: { cookie: cookie(), 'content-type': json, ...headers },
    }),
  )
}

async function faultsOf(id: string): Promise<string[]> {
  const reply = await getFaults(new Request(address, { headers: { cookie: cookie(id) } }))
  const view: FaultsView = await reply.json()
  return view.models.flatMap(({ name, fault }) => (fault === 'none' ? [] : [`${name}: ${fault}`]))
}

describe('GET /api/faults', () => {
  it('tells of every simulated model, without a cookie as well, and is kept by nobody', async () => {
    const reply = await getFaults(new Request(address))
    expect(reply.headers.get('cache-control')).toBe('no-store')
    const view: FaultsView = await reply.json()
    expect(view.models.map(({ name }) => name)).toEqual(simulatedNames)
    expect(view.models[0]).toEqual({
      name: 'docs',
      fault: 'none',
      circuit: 'closed',
      active: 0,
      queued: 0,
      concurrency: 2,
      gateClosedForMs: 0,
      benchedForMs: 0,
    })
    expect(view.decisions).toEqual([])
  })
})

describe('POST /api/faults', () => {
  it('makes a model fail for whoever asked, and for nobody else', async () => {
    const reply = await post({ model: 'docs', fault: 'cut' })
    expect(reply.status).toBe(200)
    expect(await faultsOf('visitor-a')).toEqual(['docs: cut'])
    expect(await faultsOf('visitor-b')).toEqual([])
    await post({ model: 'docs', fault: 'none' })
    expect(await faultsOf('visitor-a')).toEqual([])
  })

  it.each([
    ['a model that is not simulated', { model: 'gpt', fault: '500' }],
    ['a model that objects inherit', { model: 'toString', fault: '500' }],
    ['a list of models', { model: ['docs'], fault: '500' }],
    ['no model', { fault: '500' }],
    ['a fault that there is not', { model: 'docs', fault: 'explode' }],
    ['a fault that is a number', { model: 'docs', fault: 500 }],
    ['no fault', { model: 'docs' }],
    ['null', null],
    ['a list', ['docs', '500']],
    ['no JSON', '{"model":'],
    ['nothing', ''],
    ['more than it needs', { model: 'docs', fault: '500', more: 'x'.repeat(1_000) }],
  ])('refuses %s', async (_, body) => {
    const reply = await post(body)
    expect(reply.status).toBe(400)
    expect(await reply.json()).toEqual({ error: expect.stringMatching(/^(model|fault): must be/) })
    expect(await faultsOf('visitor-a')).toEqual([])
  })

  it('refuses whoever has no cookie, or one that is not ours', async () => {
    for (const value of ['', 'theme=dark', cookie('short'), cookie('a'.repeat(65)), cookie('a%20b<script>')]) {
      expect((await post({ model: 'docs', fault: '500' }, { cookie: value })).status).toBe(401)
    }
  })

  it('refuses what a form of another site could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect((await post({ model: 'docs', fault: '500' }, { 'content-type': type })).status).toBe(415)
    }
    expect((await post({ model: 'docs', fault: '500' }, { 'content-type': `${json}; charset=utf-8` })).status).toBe(200)
  })
})

describe('the cookie of a visitor', () => {
  it.each([
    [`${visitorCookie}=abcd-1234`, 'abcd-1234'],
    [`other=1;${visitorCookie}=abcd-1234;more=2`, 'abcd-1234'],
    [`x${visitorCookie}=abcd-1234`, 'anonymous'],
    [`${visitorCookie}`, 'anonymous'],
  ])('in “%s” is of %s', (value, id) => {
    expect(visitorIdOf(new Request(address, { headers: { cookie: value } }))).toBe(id)
  })
})
