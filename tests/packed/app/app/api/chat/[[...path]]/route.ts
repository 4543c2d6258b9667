import { createChatRoute } from '@sluice/next-adapter'
import { pipeline } from '@/lib/ai'
export const { GET, POST, DELETE } = createChatRoute({ handler: pipeline })
