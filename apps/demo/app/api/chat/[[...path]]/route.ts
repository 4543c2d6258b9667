import { createChatRoute } from '@sluice/next-adapter'
import { after } from 'next/server'
import { pipeline } from '@/lib/pipeline.ts'

export const { GET, POST, DELETE } = createChatRoute({ handler: pipeline, waitUntil: after })
