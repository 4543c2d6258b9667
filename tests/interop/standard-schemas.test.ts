import { scripted } from '@sluice/core/testing'
import type { InferUIMessage, StandardSchema, UIMessage } from '@sluice/core/ui'
import { createChatRoute, safeValidateMessages, type UIMessageOf, validateMessages } from '@sluice/next-adapter'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { asking, post } from '../support/chat-http.ts'

/* The same schemas by three libraries. That their types are the same, the compiler says. */

interface Place {
  city: string
  days: number
}
interface Schemas {
  metadata: StandardSchema<unknown, { tone: 'formal' | 'plain' }>
  data: { place: StandardSchema<unknown, Place> }
  tools: { weather: { input: StandardSchema<unknown, { city: string }>; output: StandardSchema<unknown, number> } }
}

const libraries = {
  zod: {
    metadata: z.object({ tone: z.enum(['formal', 'plain']) }),
    data: { place: z.object({ city: z.string(), days: z.number().default(1) }) },
    tools: { weather: { input: z.object({ city: z.string() }), output: z.number() } },
  },
  valibot: {
    metadata: v.object({ tone: v.picklist(['formal', 'plain']) }),
    data: { place: v.object({ city: v.string(), days: v.optional(v.number(), 1) }) },
    tools: { weather: { input: v.object({ city: v.string() }), output: v.number() } },
  },
  arktype: {
    metadata: type({ tone: "'formal' | 'plain'" }),
    data: { place: type({ city: 'string', days: 'number = 1' }) },
    tools: { weather: { input: type({ city: 'string' }), output: type('number') } },
  },
} satisfies Record<string, Schemas>

type Message = UIMessage<
  UIMessageOf<Schemas>['metadata'] & {},
  { place: Place },
  { weather: { input: { city: string }; output: number } }
>

const call = (more: object) => ({ type: 'tool-weather', toolCallId: 'c', state: 'output-available', ...more })
const message = (metadata: object, ...parts: object[]) => ({ id: 'u', role: 'user', metadata, parts })
const sound = [
  message(
    { tone: 'plain' },
    { type: 'data-place', data: { city: 'Oslo' } },
    { type: 'text', text: 'Hi' },
    call({ input: { city: 'Oslo' }, output: 3 }),
  ),
]

describe.each(Object.entries(libraries))('schemas of %s', (_, schemas: Schemas) => {
  it('let pass what fits, and complete it', async () => {
    const [only] = await validateMessages(sound, schemas)
    expect(only?.metadata?.tone).toBe('plain')
    expect(only?.parts[0]).toEqual({ type: 'data-place', data: { city: 'Oslo', days: 1 } })
  })

  it.each([
    ['messages[0].metadata.tone: ', message({ tone: 'rude' })],
    ['messages[0].parts[0].data.city: ', message({ tone: 'plain' }, { type: 'data-place', data: { city: 5 } })],
    ['messages[0].parts[0].input.city: ', message({ tone: 'plain' }, call({ input: {}, output: 3 }))],
    ['messages[0].parts[0].output: ', message({ tone: 'plain' }, call({ input: { city: 'Oslo' }, output: '3' }))],
  ])('name the place of what does not: %s', async (path, given) => {
    const result = await safeValidateMessages([given], schemas)
    expect(result.success ? 'accepted' : result.error.message.slice(0, path.length)).toBe(path)
  })

  it('guard a route', async () => {
    const handler = scripted({ type: 'text-delta', text: 'hello' }, { type: 'finish', reason: 'stop' })
    const { POST } = createChatRoute({ handler, messageSchemas: schemas })
    expect((await POST(post({ ...asking('Hi'), messages: sound }))).status).toBe(200)
    expect((await POST(post({ ...asking('Hi'), messages: [message({ tone: 'rude' })] }))).status).toBe(400)
  })
})

it('have the same types, whatever the library', () => {
  const handler = scripted()
  const routes = {
    zod: createChatRoute({ handler, messageSchemas: libraries.zod }),
    valibot: createChatRoute({ handler, messageSchemas: libraries.valibot }),
    arktype: createChatRoute({ handler, messageSchemas: libraries.arktype }),
  }
  const messages: {
    [Name in keyof typeof routes]: Same<InferUIMessage<(typeof routes)[Name]>, Message>
  } = { zod: true, valibot: true, arktype: true }
  expect(Object.keys(messages)).toEqual(Object.keys(routes))
})

/** Assignable in both directions. */
type Same<Left, Right> = [Left, Right] extends [Right, Left] ? true : false
