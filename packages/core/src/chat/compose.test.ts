import { describe, expect, it } from 'vitest'
import { scripted } from '../testing/scripted.ts'
import { collect } from './collect.ts'
import { compose } from './compose.ts'
import { createCallContext, type Policy } from './handler.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const

describe('compose', () => {
  it('makes the first policy the outermost', async () => {
    const order: string[] = []
    const named =
      (name: string): Policy =>
      (next) => {
        return async function* (request, context) {
          order.push(`${name} in`)
          yield* next(request, context)
          order.push(`${name} out`)
        }
      }
    const handler = compose(named('outer'), named('inner'))(scripted({ type: 'finish', reason: 'stop' }))
    await collect(handler(request, createCallContext()))
    expect(order).toEqual(['outer in', 'inner in', 'inner out', 'outer out'])
  })

  it('is the handler itself without policies', () => {
    const handler = scripted()
    expect(compose()(handler)).toBe(handler)
  })
})
