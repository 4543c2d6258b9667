import { ChatError, isChatError } from '@sluice/core'
import type { StandardSchema, StandardSchemaResult, UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { checkedSchemas } from './checked-schemas.ts'
import type { MessageSchemas } from './message-schemas.ts'
import { typedMessages } from './typed-messages.ts'

const schemas = {
  metadata: z.object({ sentAt: z.number(), tone: z.string().default('plain') }),
  data: { place: z.object({ city: z.string() }) },
  tools: {
    weather: { input: z.object({ city: z.string() }), output: z.object({ celsius: z.number() }) },
    confirm: { input: z.object({ question: z.string() }) },
  },
} satisfies MessageSchemas

const message = (role: UIMessage['role'], ...parts: unknown[]) => ({ id: 'm', role, parts }) as UIMessage<unknown>
const call = (state: string, more: object = {}) => ({
  type: 'tool-weather',
  toolCallId: 'c',
  state,
  input: { city: 'Oslo' },
  ...more,
})

async function complaint(messages: UIMessage<unknown>[], given: MessageSchemas = schemas): Promise<string> {
  try {
    await typedMessages(messages, given, 'messages')
  } catch (error) {
    expect(isChatError(error) && error.code).toBe('bad-request')
    return (error as Error).message
  }
  return 'accepted'
}
/** What becomes of one part. */
async function typed(part: unknown, given: MessageSchemas = schemas): Promise<unknown> {
  const [only] = await typedMessages([message('assistant', part)], given, 'messages')
  return only?.parts[0]
}
const demoting = { ...schemas, misfits: 'demote' } as const

describe('metadata', () => {
  const from = (role: UIMessage['role'], metadata: unknown) => ({ ...message(role), metadata })
  const sluice = { requestId: 'r' }

  it('becomes what its schema makes of it, and keeps what we say', async () => {
    const given = from('user', { sentAt: 5, more: true, sluice })
    const [only] = await typedMessages([given], schemas, 'messages')
    expect(only?.metadata).toEqual({ sentAt: 5, tone: 'plain', sluice })
  })

  it.each([
    ['messages[0].metadata.sentAt: ', from('user', { sentAt: 'now' })],
    ['messages[0].metadata.sentAt: ', from('user', {})],
    ['messages[0].metadata.sentAt: ', from('user', { sluice })],
    ['messages[0].metadata: ', from('user', 'text')],
    ['messages[0].metadata: ', from('assistant', null)],
    ['messages[0].metadata.sentAt: ', from('assistant', { tone: 'plain', sluice })],
  ])('is refused by its path: %s%j', async (path, given) => {
    expect((await complaint([given])).slice(0, path.length)).toBe(path)
  })

  it('may be missing, and of an answer may say nothing but what we say', async () => {
    const given = [message('user'), from('assistant', { sluice }), from('assistant', {})]
    expect(await typedMessages(given, schemas, 'messages')).toEqual(given)
  })

  it('of an application that declares none stays as it is', async () => {
    const given = from('user', ['any', 'thing'])
    expect(await typedMessages([given], { data: {} }, 'messages')).toEqual([given])
  })
})

describe('data parts', () => {
  it('become what their schema makes of them', async () => {
    const part = { type: 'data-place', id: 'p', data: { city: 'Oslo', more: 1 } }
    expect(await typed(part)).toEqual({ type: 'data-place', id: 'p', data: { city: 'Oslo' } })
  })

  it.each([
    ['messages[0].parts[1].data.city: ', { type: 'data-place', data: { city: 5 } }],
    ['messages[0].parts[1].data: ', { type: 'data-place' }],
    ['messages[0].parts[1].type: ', { type: 'data-other', data: {} }],
    ['messages[0].parts[1].type: ', { type: 'data-constructor', data: {} }],
    ['messages[0].parts[1].type: ', { type: 'data-__proto__', data: {} }],
    ['messages[0].parts[1].type: ', { type: 'data-', data: {} }],
  ])('are refused by their path: %s%j', async (path, part) => {
    const said = await complaint([message('user', { type: 'text', text: 'Hi' }, part)])
    expect(said.slice(0, path.length)).toBe(path)
  })

  it('of an application that declares none may hold anything', async () => {
    const part = { type: 'data-other', data: 5 }
    expect(await typed(part, { tools: {} })).toEqual(part)
  })
})

describe('calls of tools', () => {
  it('become what their schemas make of them', async () => {
    const part = call('output-available', { input: { city: 'Oslo', x: 1 }, output: { celsius: 3, y: 2 } })
    expect(await typed(part)).toEqual(call('output-available', { output: { celsius: 3 } }))
  })

  it.each([
    ['input: {"city"', call('input-streaming', { input: undefined, rawInput: '{"city"' })],
    ['input of a wrong type so far', call('input-streaming', { input: { city: 7 } })],
    [
      'an output of no schema',
      { ...call('output-available'), type: 'tool-confirm', input: { question: '?' }, output: 9 },
    ],
    ['a failure without input', call('output-error', { input: undefined, errorText: 'no' })],
    ['a failure', call('output-error', { errorText: 'no' })],
    [
      'a call by name of a tool known only at run time',
      call('output-available', { type: 'dynamic-tool', toolName: 'other' }),
    ],
    ['a call by name', call('output-available', { type: 'dynamic-tool', toolName: 'weather', output: { celsius: 3 } })],
  ])('stay as they are: %s', async (_, part) => expect(await typed(part)).toEqual(part))

  it.each([
    ['parts[0].input.city: ', call('input-available', { input: {} })],
    ['parts[0].input: ', call('approval-requested', { input: undefined, approval: { id: 'a' } })],
    ['parts[0].input.city: ', call('output-available', { input: { city: 1 }, output: { celsius: 3 } })],
    ['parts[0].output.celsius: ', call('output-available', { output: { celsius: 'warm' } })],
    ['parts[0].output: ', call('output-available')],
    ['parts[0].output.celsius: ', call('output-available', { type: 'dynamic-tool', toolName: 'weather', output: {} })],
    ['parts[0].type: ', call('output-available', { type: 'tool-other' })],
    ['parts[0].type: ', call('input-streaming', { type: 'tool-other' })],
    ['parts[0].type: ', call('output-available', { type: 'tool-toString' })],
  ])('are refused by their path: %s%j', async (path, part) => {
    const whole = `messages[0].${path}`
    expect((await complaint([message('assistant', part)])).slice(0, whole.length)).toBe(whole)
  })

  it('that failed may have failed for their input, and do not keep the type that they do not have', async () => {
    const part = call('output-error', { input: '{"city', errorText: 'no JSON' })
    expect(await typed(part)).toEqual({ ...part, type: 'dynamic-tool', toolName: 'weather' })
    expect(await typed(await typed(part))).toEqual(await typed(part))
  })

  it('of an application that declares none may be anything', async () => {
    const part = call('output-available', { type: 'tool-other', output: 1 })
    expect(await typed(part, { data: {} })).toEqual(part)
  })
})

describe('what does not fit', () => {
  it('is left out where it can be demoted, and calls are told by their name alone', async () => {
    const fine = { type: 'text', text: 'Hi' }
    const other = call('output-available', { type: 'tool-other', output: 1 })
    const wrong = call('output-available', { output: { celsius: 'warm' } })
    const byName = call('output-available', { type: 'dynamic-tool', toolName: 'gone' })
    const given = message('assistant', { type: 'data-other', data: 1 }, fine, other, wrong, byName)
    const [only] = await typedMessages(
      [{ ...given, metadata: { sentAt: 'x', sluice: { attempts: 1 } } }],
      demoting,
      'm',
    )
    expect(only).toEqual({
      ...given,
      metadata: { sluice: { attempts: 1 } },
      parts: [
        fine,
        { ...other, type: 'dynamic-tool', toolName: 'other' },
        { ...wrong, type: 'dynamic-tool', toolName: 'weather' },
        byName,
      ],
    })
    expect(await typedMessages([only!], demoting, 'm')).toEqual([only])
  })

  it('takes metadata with it where there is nothing else in it', async () => {
    const [only] = await typedMessages([{ ...message('user'), metadata: { sentAt: 'x' } }], demoting, 'm')
    expect(only).toEqual(message('user'))
    expect(only).not.toHaveProperty('metadata')
  })
})

describe('a schema', () => {
  const saying = (result: StandardSchemaResult<unknown> | Promise<StandardSchemaResult<unknown>>): StandardSchema => ({
    '~standard': { version: 1, vendor: 'test', validate: () => result },
  })
  const place = { type: 'data-place', data: 1 }

  it('may take its time, and may be a function', async () => {
    const schema = Object.assign(() => 0, saying(Promise.resolve({ value: 'later' })))
    expect(await typed(place, { data: { place: schema } })).toEqual({ ...place, data: 'later' })
  })

  it('may name the place with objects, or not at all', async () => {
    const at = { issues: [{ message: 'no', path: ['list', 3, { key: 'x' }, { key: 0 }] }, { message: 'second' }] }
    expect(await complaint([message('user', place)], { data: { place: saying(at) } })).toBe(
      'messages[0].parts[0].data.list[3].x[0]: no.',
    )
    expect(await complaint([message('user', place)], { data: { place: saying({ issues: [] }) } })).toBe(
      'messages[0].parts[0].data: is not valid.',
    )
  })

  it('that is long-winded is cut short', async () => {
    const issues = [{ message: 'x'.repeat(10_000), path: ['y'.repeat(10_000)] }]
    expect((await complaint([message('user', place)], { data: { place: saying({ issues }) } })).length).toBe(501)
  })

  it('that fails itself is no fault of the message', async () => {
    const broken = new ChatError('overloaded', 'The database is busy.')
    const schema = saying(Promise.reject(broken))
    await expect(typedMessages([message('user', place)], { data: { place: schema } }, 'm')).rejects.toBe(broken)
  })

  it('is not asked after the first mistake', async () => {
    let asked = 0
    const count: StandardSchema = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: String(++asked) }] }) },
    }
    await complaint([message('user', place, place), message('user', place)], { data: { place: count } })
    expect(asked).toBe(1)
  })

  it.each<[string, unknown]>([
    ['x.metadata', { metadata: Date }],
    ['x.data.place', { data: { fine: z.string(), place: {} } }],
    ['x.tools.a.input', { tools: { a: {} } }],
    ['x.tools.a.output', { tools: { a: { input: z.any(), output: { '~standard': { version: 2 } } } } }],
    ['x.misfits', { misfits: 'drop' }],
  ])('is looked at before it is used: %s', (name, given) => {
    expect(() => checkedSchemas(given as MessageSchemas, 'x')).toThrow(TypeError)
    expect(() => checkedSchemas(given as MessageSchemas, 'x')).toThrow(name)
  })
})
