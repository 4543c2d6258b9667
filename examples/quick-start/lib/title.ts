import { generate } from '@sluice/core'
import { pipeline } from '@/lib/ai'

export async function titleOf(conversation: string): Promise<string> {
  const { text, usage } = await generate(pipeline, {
    system: 'Answer with a title of at most six words.',
    prompt: conversation,
    maxOutputTokens: 50,
  })
  console.log('tokens used:', usage)
  return text
}
