import { createPipeline } from '@sluice/core'
import { createChatRoute, openaiCompatible } from '@sluice/next-adapter'

export const createHandler = (upstream: string) =>
  createChatRoute({
    handler: createPipeline({
      targets: { bench: openaiCompatible({ model: 'bench', baseUrl: `${upstream}/v1`, apiKey: 'key' }) },
    }),
  }).POST
