import { createChatRoute } from '@sluice/next-adapter'
import { pipeline } from '@/lib/ai'

export const { GET, POST, DELETE, OPTIONS } = createChatRoute({
  handler: pipeline,
  prepare: () => ({ system: 'You are a helpful assistant.', maxOutputTokens: 800 }),
})
