import type { MessageSchemas, UIMessageOf } from '@sluice/next-adapter'
import * as z from 'zod'

/** What the messages of this application hold. */
export const messageSchemas = {
  // Of questions; answers have none of it.
  metadata: z.object({ tone: z.enum(['formal', 'plain']).optional() }),
  data: {
    place: z.object({ city: z.string(), country: z.string() }),
  },
  tools: {
    weather: { input: z.object({ city: z.string() }), output: z.object({ celsius: z.number() }) },
  },
} satisfies MessageSchemas

export type TripMessage = UIMessageOf<typeof messageSchemas>
