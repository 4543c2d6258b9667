import { askToGoOn } from '@sluice/core'
import { scripted } from '@sluice/core/testing'
import type { UIMessage, UIPart } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { only, post, readParts, user } from '../../../../tests/support/chat-http.ts'
import { finish, text } from '../test-support/logged-route.ts'
import type { ChatRouteOptions, FinishedCall } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'

const step: UIPart = { type: 'step-start' }
const said = (text: string): UIPart => ({ type: 'text', text, state: 'done' })
const tool = (state: string, more: object = {}) =>
  ({ type: 'tool-weather', toolCallId: 'c1', state, input: {}, ...more }) as UIPart
const output = { output: '20°' }

/** What a client posts that wants an answer of these parts to go on. */
function partial(parts: UIPart[], metadata: object = { sluice: { ending: 'interrupted' } }) {
  const answer = { id: 'a1', role: 'assistant', parts, metadata } as UIMessage
  return { id: 'chat-1', messages: [user('Count to four.'), answer] }
}
async function ask(body: object, options: Partial<ChatRouteOptions> = {}) {
  const handler = scripted(text(' three four'), finish)
  const finished: FinishedCall[] = []
  const route = createChatRoute({ handler, onFinish: (call) => void finished.push(call), ...options })
  const parts = await readParts(await route.POST(post(body)))
  return { parts, finished, asked: handler.requests[0]!.messages }
}
const rolesOf = (messages: readonly { role: string }[]) => messages.map(({ role }) => role)

describe('an answer that broke off and is to go on', () => {
  it.each(['stopped', 'interrupted'])(
    'is sent to the model with the wish to go on where it ends: %s',
    async (ending) => {
      const { asked } = await ask(partial([step, said('one two')], { sluice: { ending } }))
      expect(asked).toEqual(
        askToGoOn([
          { role: 'user', content: 'Count to four.' },
          { role: 'assistant', content: [{ type: 'text', text: 'one two' }] },
        ]),
      )
      expect(asked.at(-1)).toEqual({ role: 'user', content: expect.stringContaining('exactly where it ends') })
    },
  )

  it('goes on in the message that it is, in a step and a text that the client joins', async () => {
    const { parts, finished } = await ask(partial([step, said('one two')]))
    expect(parts.map(({ type }) => type).slice(0, 4)).toEqual(['start', 'start-step', 'text-start', 'text-delta'])
    expect(only(parts, 'start').messageId).toBe('a1')
    expect(finished[0]?.message).toMatchObject({ id: 'a1', parts: [step, said('one two three four')] })
    expect(finished[0]?.message?.metadata).toEqual({ sluice: expect.not.objectContaining({ ending: 'interrupted' }) })
    expect(rolesOf(finished[0]!.messages)).toEqual(['user', 'assistant'])
  })

  it.each<[string, UIPart[]]>([
    [
      'has called tools and got their answers, and then said something',
      [step, tool('output-available', output), step, said('a')],
    ],
    ['broke off within the arguments of a call', [step, said('a'), tool('input-streaming', { input: undefined })]],
    ['broke off after thoughts', [step, said('a'), { type: 'reasoning', text: 'hm', state: 'done' }]],
    ['has a call of an earlier step that was never answered', [step, tool('input-available'), step, said('a')]],
  ])('is asked for also where it %s', async (_, parts) => {
    const { asked } = await ask(partial(parts))
    expect(asked).toEqual(askToGoOn(asked.slice(0, -1)))
    expect(asked.at(-2)?.role).toBe('assistant')
  })

  it('is asked for where prepare has the conversation from elsewhere', async () => {
    const messages = askToGoOn([]).slice(1)
    const history = [...messages, { role: 'user', content: 'Q' } as const, { role: 'assistant', content: 'A' } as const]
    const { asked } = await ask(partial([said('A')]), { prepare: () => ({ messages: history }) })
    expect(asked).toEqual(askToGoOn(history))
  })

  it('goes on without what nobody can go on with: what onFinish saves is what the client shows', async () => {
    const { finished } = await ask(partial([step, said('one two'), tool('input-streaming', { input: undefined })]))
    expect(finished[0]?.message).toMatchObject({ parts: [step, said('one two three four')] })
  })

  it('leaves what onFinish saves apart where there is no text to join', async () => {
    const thought: UIPart = { type: 'reasoning', text: 'hm', state: 'done' }
    const { finished } = await ask(partial([step, said('a'), thought]))
    expect(finished[0]?.message?.parts).toMatchObject([step, said('a'), thought, step, said(' three four')])
  })
})

describe('a message of the assistant that is sent last', () => {
  it.each<[string, UIPart[], object?]>([
    ['is whole', [step, said('a')], { sluice: { finishReason: 'stop' } }],
    ['is of somebody else’s server', [step, said('a')], {}],
    ['has an ending that there is not', [step, said('a')], { sluice: { ending: 'constructor' } }],
  ])('is not asked to go on where it %s', async (_, parts, metadata) => {
    expect(rolesOf((await ask(partial(parts, metadata))).asked)).toEqual(['user', 'assistant'])
  })

  it.each(['input-available', 'approval-requested', 'approval-responded'])(
    'is not asked to go on while a call waits for its result: %s',
    async (state) => {
      const { asked } = await ask(partial([step, said('a'), tool(state, { approval: { id: 'p1', approved: true } })]))
      expect(asked).toEqual([...asked.slice(0, 1), expect.objectContaining({ role: 'assistant' })])
    },
  )

  it('is not asked to go on after the result of a tool: that asks for itself', async () => {
    const { asked } = await ask(partial([step, tool('output-available', output)]))
    expect(rolesOf(asked)).toEqual(['user', 'assistant', 'tool'])
  })

  it('is answered anew where nothing of it was said', async () => {
    const { asked, parts } = await ask(partial([step]))
    expect(rolesOf(asked)).toEqual(['user'])
    expect(only(parts, 'start').messageId).toBe('a1')
  })
})
