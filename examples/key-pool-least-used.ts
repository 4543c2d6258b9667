import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, keyPool, openai } from '@sluice/next-adapter'

Object.assign(process.env, { KEY_OF_SEARCH: 'no-real-key-1', KEY_OF_SALES: 'no-real-key-2' })

// Takes the place of OpenAI. A report takes its time, anything else is answered at once.
let finishReport = () => {}
const reported = new Promise<void>((resolve) => {
  finishReport = resolve
})
const fetch = simulatedProvider({
  async answer({ prompt, headers }) {
    if (prompt === 'A report') await reported
    return `${prompt}: answered for ${headers.get('authorization')?.slice('Bearer '.length)}`
  },
})

const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini', {
      apiKey: keyPool([fromEnv('KEY_OF_SEARCH'), fromEnv('KEY_OF_SALES')], { choose: 'least-used' }),
      fetch,
    }),
  },
})

// The first key is busy with the report, so all that comes meanwhile goes to the second.
const report = generate(pipeline, { prompt: 'A report' })
for (const prompt of ['A title', 'A summary']) console.log((await generate(pipeline, { prompt })).text)
finishReport()
console.log((await report).text)
