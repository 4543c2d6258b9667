import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai, openaiCompatible } from '@sluice/next-adapter'
import { answer, thoughtfulAnswer } from './answer.ts'
import { hasLiveModel } from './models.ts'

type Simulation = NonNullable<Parameters<typeof simulatedProvider>[0]>

/** A target without a model: everything but the text is real, the wire included. */
function simulated(model: string, { tokensPerSecond, ...simulation }: Simulation) {
  const pace = Number(process.env.SLUICE_DEMO_TOKENS_PER_SECOND)
  return openaiCompatible({
    provider: 'simulated',
    model,
    baseUrl: 'http://simulated.invalid/v1',
    fetch: simulatedProvider({ ...simulation, tokensPerSecond: pace > 0 ? pace : tokensPerSecond }),
  })
}

const live = hasLiveModel && {
  gpt: openai(process.env.OPENAI_MODEL || 'gpt-5-mini', { baseUrl: process.env.OPENAI_BASE_URL || undefined }),
}

/** Answers the chat. The names of its targets are those in `models.ts`. */
export const pipeline = createPipeline<string>({
  targets: {
    ...live,
    docs: simulated('docs', { answer, firstTokenMs: 350, tokensPerSecond: 70 }),
    thinking: simulated('thinking', { answer: thoughtfulAnswer, firstTokenMs: 700, tokensPerSecond: 40 }),
  },
})
