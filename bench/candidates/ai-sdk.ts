import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { convertToModelMessages, streamText } from 'ai'

export const createHandler = (upstream: string) => {
  const provider = createOpenAICompatible({
    name: 'bench',
    baseURL: `${upstream}/v1`,
    apiKey: 'key',
    includeUsage: true,
  })
  return async (request: Request) => {
    const { messages } = await request.json()
    const result = streamText({
      model: provider('bench'),
      messages: await convertToModelMessages(messages),
      abortSignal: request.signal,
    })
    return result.toUIMessageStreamResponse()
  }
}
