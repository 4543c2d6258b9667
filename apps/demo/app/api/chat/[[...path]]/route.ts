import { createMemoryRunLog } from '@sluice/core'
import { createChatRoute } from '@sluice/next-adapter'
import { after } from 'next/server'
import { handler } from '@/lib/pipeline.ts'
import { visitorIdOf } from '@/lib/visitor-cookie.ts'

/** Whose usage is asked for says which models it is of. */
const identify = (request: Request) => ({
  id: visitorIdOf(request),
  tags: { models: new URL(request.url).searchParams.get('models') === 'live' ? 'live' : 'simulated' },
})

export const { GET, POST, DELETE } = createChatRoute({
  handler,
  identify,
  // Answers go on while a page is reloaded or its connection is lost.
  runLog: createMemoryRunLog(),
  waitUntil: after,
  // Files lie in the messages themselves, and each request brings the whole conversation.
  maxBodyBytes: 33_554_432,
})
