import type { ChatRequest } from '../chat/request.ts'
import { estimateParts } from '../tokens/estimate.ts'
import type { TokenLearner } from '../tokens/token-learner.ts'
import type { TallyLesson } from '../tokens/usage-tally.ts'

// A prompt has to be estimated anew for a lesson, which costs what it is long: the first answers teach most.
const everyOneUntil = 50
const thenOneIn = 16
const mostModels = 500

/** Hands the learner what a complete answer reported. Of answers with thoughts nobody knows how much of them was received. */
export function createLessons(learner: TokenLearner) {
  const answers = new Map<string, number>()

  function isTurn(model: string): boolean {
    const count = answers.get(model) ?? 0
    if (count === 0 && answers.size >= mostModels) answers.clear()
    answers.set(model, count + 1)
    return count < everyOneUntil || count % thenOneIn === 0
  }

  return (request: ChatRequest, lesson: TallyLesson | undefined): void => {
    if (lesson === undefined) return
    const { models, reported, received, hasThoughts } = lesson
    for (const model of models) {
      if (!isTurn(model)) continue
      const { inputTokens, outputTokens, reasoningTokens = 0 } = reported
      learner.learn(model, { estimated: estimateParts(request, { model }), actual: inputTokens })
      if (reasoningTokens === 0 && !hasThoughts) learner.learn(model, { estimated: received(), actual: outputTokens })
    }
  }
}
