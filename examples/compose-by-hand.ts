import { compose, generate, intercept, meter, openaiChat, type Policy, tap } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

/** Changes the request. */
const inFrench: Policy = (next) => (request, context) => next({ ...request, system: 'Answer in French.' }, context)

/** Watches one call: its events and its ending. */
const log = tap((_request, { requestId }) => {
  let deltas = 0
  return {
    event(event) {
      if (event.type === 'text-delta') deltas++
    },
    end: (outcome) => console.log(`${requestId}: ${deltas} deltas, ${outcome}`),
  }
})

/** Puts another event in an event's place. */
const shout = intercept(() => ({
  event: (event) => (event.type === 'text-delta' ? { ...event, text: event.text.toUpperCase() } : event),
}))

const provider = openaiChat({
  model: 'gpt-5-mini',
  fetch: simulatedProvider({
    answer: ({ messages }) => messages.map(({ role, text }) => `${role}: ${text}`).join(' / '),
  }),
})
const handler = compose(log, meter(), inFrench, shout)(provider)

const { text, usage } = await generate(handler, { prompt: 'Good day' })
console.log(text)
console.log(usage)
