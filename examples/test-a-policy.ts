import assert from 'node:assert/strict'
import { ChatError, collect, createCallContext, intercept, isChatError } from '@sluice/core'
import { scripted } from '@sluice/core/testing'

/** The policy under test: masks digits. */
const maskDigits = intercept(() => ({
  event: (event) => (event.type === 'text-delta' ? { ...event, text: event.text.replace(/\d/g, '*') } : event),
}))
const request = { messages: [{ role: 'user', content: 'The PIN?' }] } as const

const answers = scripted(
  { type: 'start', provider: 'script', model: 'script' },
  { type: 'text-delta', text: 'It is 4711.' },
  { type: 'finish', reason: 'stop' },
)
const { text } = await collect(maskDigits(answers)(request, createCallContext()))
assert.equal(text, 'It is ****.')
assert.deepEqual(answers.requests, [request])

const fails = scripted({ type: 'text-delta', text: 'It is 47' }, new ChatError('interrupted', 'The answer broke off.'))
await assert.rejects(
  collect(maskDigits(fails)(request, createCallContext())),
  (error) => isChatError(error) && error.partial?.text === 'It is **',
)
console.log('the policy masks digits, also in an answer that breaks off')
