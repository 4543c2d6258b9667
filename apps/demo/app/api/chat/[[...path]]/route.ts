import { createChatRoute } from '@sluice/next-adapter'
import { after } from 'next/server'
import { handler } from '@/lib/pipeline.ts'
import { visitorIdOf } from '@/lib/visitor-cookie.ts'

const identify = (request: Request) => ({ id: visitorIdOf(request) })

export const { GET, POST, DELETE } = createChatRoute({ handler, identify, waitUntil: after })
